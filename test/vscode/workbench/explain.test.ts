/** Explaining an event in the editor: marks behind the nodes, the readable view beside, both following what is typed. */
import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { linesWhen, marksOnScreen, marksWhen, type Mark } from '../support/explain';
import { inWorkbench, sampleWorkspace } from '../support/host';
import type { Workbench } from '../support/workbench';

const file = 'Scheduler/LocalLogConfig.xml';
const small = 'Small/LocalLogConfig.xml';

/** Two appenders with one filter each and nothing behind it: a filter that no longer matches changes nothing but itself. */
const smallText = `<?xml version="1.0" encoding="UTF-8"?>
<configuration>
  <appender name="Alerts" type="log4net.Appender.UdpAppender">
    <filter type="log4net.Filter.StringMatchFilter">
      <param name="stringToMatch" value="Max retries" />
    </filter>
    <param name="remoteAddress" value="127.0.0.1" />
    <param name="remotePort" value="9998" />
    <param name="encoding" value="utf-8" />
    <layout type="log4net.Layout.PatternLayout">
      <param name="conversionpattern" value="%-5level|%message" />
    </layout>
  </appender>
  <appender name="Copy" type="log4net.Appender.UdpAppender">
    <filter type="log4net.Filter.StringMatchFilter">
      <param name="stringToMatch" value="retries reached" />
    </filter>
    <param name="remoteAddress" value="127.0.0.1" />
    <param name="remotePort" value="9997" />
    <param name="encoding" value="utf-8" />
    <layout type="log4net.Layout.PatternLayout">
      <param name="conversionpattern" value="%message" />
    </layout>
  </appender>
  <logger name="System.Scheduler.Scheduler.Master.Task.TaskSession">
    <appender-ref ref="Alerts" />
    <appender-ref ref="Copy" />
  </logger>
</configuration>
`;

test('an event is explained where it passes, and each keystroke counts', async () => {
  const workspace = await sampleWorkspace();
  try {
    const sample = path.join(workspace.folder, file);
    const filled = (await readFile(sample, 'utf8')).replaceAll('<IP of server where Butler is running>', '10.20.30.5');
    await writeFile(sample, filled.replace('<mail server>', 'mail.lab.example'));
    await mkdir(path.join(workspace.folder, 'Small'));
    await writeFile(path.join(workspace.folder, small), smallText);
    await inWorkbench('explain', workspace.folder, { dialogs: true, settings: { 'editor.minimap.enabled': false } }, async workbench => {
      await explainsTheSample(workbench);
      await previewsTheMail(workbench);
      await followsTyping(workbench);
      await takesAnEventOfOnesOwn(workbench);
      await findsALoggedError(workbench);
    });
  } finally {
    await workspace.remove();
  }
});

const configuration = 'LocalLogConfig.xml';
const explanation = 'Explanation of';

/** By keyboard: the command, the arrow keys through the events, Enter. */
async function explainsTheSample(workbench: Workbench): Promise<void> {
  const { page, quickInput } = workbench;
  await workbench.openFile(file);
  await page.locator('.codelens-decoration a', { hasText: 'Explain' }).first().waitFor();
  await workbench.runCommand('log4net: Explain This Event…');
  await quickInput.box.getByText('Which event?').or(quickInput.box.locator('input[placeholder*="Which event"]')).first().waitFor();
  await marksWhen(page, configuration, marks => marks.some(it => it.drawn.includes('✔ accept')));
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  const lines = await linesWhen(page, explanation, found => found.some(it => it.includes('Butler 16 would accept this.')));
  assert.match(lines.join(' ').replace(/\s+/g, ' '), /^2 appenders of 4 send something: TaskFailedUdp, TaskFailedMail\./);
  assert.ok(
    lines.some(it => /TaskName\s+Reload Finance close/.test(it)),
    lines.join('\n'),
  );
  const marks = await marksWhen(page, configuration, found => found.length >= 6);
  const drawn = marks.map(it => it.drawn).join('\n');
  for (const word of ['✔ sent', '✔ accept', '– not asked', '○ neutral', '✖ deny']) assert.ok(drawn.includes(word), drawn);
  await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
  await picture(workbench, 'explain', 'dark');
  await picture(workbench, 'explain', 'light');
  await workbench.theme('dark');
}

async function previewsTheMail(workbench: Workbench): Promise<void> {
  const { page } = workbench;
  await page.keyboard.press('Control+1');
  await workbench.runCommand('log4net: Preview Mail…');
  const lines = await linesWhen(page, 'Mail of TaskFailedMail', found => found.length >= 6);
  assert.deepEqual(
    lines.slice(0, 3).map(it => it.replace(/\s+/g, ' ')),
    ['From: qlik-sense@lab.example', 'To: operations@lab.example', 'Subject: Qlik Sense: task failed'],
  );
  assert.ok(lines.some(it => it.startsWith('QS-CENTRAL: Reload Finance close (Finance close)')));
  await workbench.runCommand('View: Close All Editors');
}

/** `%-5level` → `%-7level` changes what is printed; another filter text turns exactly that step from accept to neutral. */
async function followsTyping(workbench: Workbench): Promise<void> {
  const { page, quickInput } = workbench;
  await workbench.openFile(small);
  await workbench.clickLens('Explain');
  await quickInput.box.locator('.monaco-list-row').first().waitFor();
  await page.keyboard.press('Enter');
  await linesWhen(page, explanation, found => found.some(it => it.includes('INFO |Max retries reached')));
  await page
    .locator('.view-line', { hasText: '→ INFO |Max retries reached'.replaceAll(' ', '\u00a0') })
    .or(page.getByText('→ INFO |Max retries reached'))
    .first()
    .waitFor();

  await page.keyboard.press('Control+1');
  await workbench.goTo(11, smallText.split('\n')[10]!.indexOf('5level') + 1);
  await page.keyboard.press('Delete');
  await page.keyboard.type('7');
  await linesWhen(page, explanation, found => found.some(it => it.includes('INFO   |Max retries reached')));
  await page.getByText('→ INFO   |Max retries reached', { exact: false }).first().waitFor();

  const before = await marksWhen(page, configuration, marks => marks.filter(it => it.drawn.includes('✔ accept')).length === 2);
  await page.keyboard.press('Control+1');
  await workbench.goTo(5, smallText.split('\n')[4]!.indexOf('Max') + 1);
  await page.keyboard.type('x');
  // A mark of one kind goes a moment before the one of another kind comes.
  const after = await marksWhen(
    page,
    configuration,
    marks => marks.length === before.length && marks.filter(it => it.drawn.includes('✔ accept')).length === 1,
  );
  const words = (marks: readonly Mark[]): readonly string[] => marks.map(it => it.drawn.split(':')[0] ?? '');
  const changed = words(before).flatMap((word, at) => (word === words(after)[at] ? [] : [`${word} → ${words(after)[at] ?? 'nothing'}`]));
  assert.deepEqual(changed, ['✔ accept → ○ neutral'], JSON.stringify([before, after], undefined, 1));
}

/** The event is JSON in a tab; typing there is enough. */
async function takesAnEventOfOnesOwn(workbench: Workbench): Promise<void> {
  const { page } = workbench;
  await workbench.runCommand('log4net: Edit the Explained Event');
  await page.locator('.tab.active', { hasText: 'Event.json' }).waitFor();
  const lines = await linesWhen(page, 'Event.json', found => found.some(it => it.includes('"level": "INFO"')));
  const line = lines.findIndex(it => it.includes('"level": "INFO"'));
  await workbench.goTo(line + 1, (lines[line] ?? '').indexOf('INFO') + 1);
  for (let i = 0; i < 4; i++) await page.keyboard.press('Delete');
  await page.keyboard.type('TRACE');
  await marksWhen(page, configuration, marks => marks.some(it => it.drawn.includes('– not reached')));
  await page.locator('.tab.dirty', { hasText: 'Event.json' }).waitFor({ state: 'detached' });
}

async function findsALoggedError(workbench: Workbench): Promise<void> {
  const { page, quickInput } = workbench;
  await page.keyboard.press('Control+1');
  await workbench.goTo(1, 1);
  await workbench.runCommand('log4net: Find a Runtime Error in This File…');
  await quickInput.type('log4net:ERROR XmlHierarchyConfigurator: No appender named [Copy] could be found.');
  await quickInput.accept();
  await workbench.statusItem(/Ln 14, Col \d+/).waitFor();
  await workbench.notification('does not make log4net say it any more').waitFor();
  // Closing the explanation ends it: nothing stays drawn.
  await workbench.runCommand('View: Close Editors in Other Groups');
  await marksWhen(page, configuration, marks => marks.length === 0);
  assert.equal((await marksOnScreen(page, configuration)).length, 0);
}

/** `LOG4NET_PICTURES=1` renews the pictures of the README; otherwise they lie in out/vscode. */
async function picture(workbench: Workbench, name: string, theme: 'dark' | 'light'): Promise<void> {
  await workbench.theme(theme);
  await workbench.runCommand('Notifications: Clear All Notifications');
  await workbench.screenshot(process.env['LOG4NET_PICTURES'] === '1' ? `media/${name}-${theme}.png` : `${name}-${theme}`);
}
