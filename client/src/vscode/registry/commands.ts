/**
 * Every command, as data: what package.json contributes is generated from this list, and `commands/index.ts` has one
 * handler for each. Titles follow the host's convention: an ellipsis where more is asked before anything happens.
 */

export const category = 'log4net';

export interface CommandEntry {
  /** Without the prefix `log4netAppenders.`. */
  readonly id: string;
  readonly title: string;
  /** A codicon's name, for toolbars. */
  readonly icon?: string;
  /** When clause: greyed out otherwise. */
  readonly enablement?: string;
  /** When clause for the command palette; absent: always there. */
  readonly palette?: string;
  /** Further places; `group` orders them. */
  readonly menus?: readonly { readonly menu: string; readonly when: string; readonly group: string }[];
}

/** Context keys that the extension sets and the clauses below read. */
export const contextKeys = {
  listening: 'log4netAppenders.listening',
  forwarding: 'log4netAppenders.forwarding',
  /** Set once it is known that there are none: commands are there before the extension is, and ask it to look. */
  noEvents: 'log4netAppenders.noEvents',
  explaining: 'log4netAppenders.explaining',
} as const;

export const panelViewId = 'log4netAppenders.events';

const inPanel = `view == ${panelViewId}`;
const inLog4net = 'editorLangId == log4net';
/** A row of the panel that is a datagram; and any row, a mail as well. */
const onEvent = `webviewId == ${panelViewId} && webviewSection == event`;
const onRow = `webviewId == ${panelViewId} && webviewSection =~ /^(event|mail)$/`;
/** The readable view of an explanation, or the event that is typed in. */
const inExplanation = 'resourceScheme == log4net-explain || resourceScheme == log4net-event';

export const commands = [
  {
    id: 'newConfiguration',
    title: 'New Configuration…',
    icon: 'new-file',
    menus: [{ menu: 'file/newFile', when: 'true', group: 'file@90' }],
  },
  {
    id: 'startTestListener',
    title: 'Start Test Listener',
    icon: 'play',
    enablement: 'isWorkspaceTrusted && !virtualWorkspace',
    menus: [{ menu: 'view/title', when: `${inPanel} && !${contextKeys.listening}`, group: 'navigation@1' }],
  },
  {
    id: 'stopTestListener',
    title: 'Stop Test Listener',
    icon: 'debug-stop',
    enablement: contextKeys.listening,
    menus: [{ menu: 'view/title', when: `${inPanel} && ${contextKeys.listening}`, group: 'navigation@1' }],
  },
  {
    id: 'sendTestEvent',
    title: 'Send Test Event…',
    icon: 'beaker',
    enablement: 'isWorkspaceTrusted && !virtualWorkspace',
    palette: inLog4net,
    menus: [{ menu: 'editor/context', when: inLog4net, group: 'log4net@1' }],
  },
  {
    id: 'explainEvent',
    title: 'Explain This Event…',
    icon: 'search-fuzzy',
    palette: `${inLog4net} || ${contextKeys.explaining}`,
    menus: [
      { menu: 'editor/context', when: inLog4net, group: 'log4net@2' },
      { menu: 'webview/context', when: onEvent, group: '1_go@2' },
      { menu: 'editor/title', when: `${contextKeys.explaining} && (${inExplanation})`, group: 'navigation@1' },
    ],
  },
  {
    id: 'editExplainedEvent',
    title: 'Edit the Explained Event',
    icon: 'edit',
    enablement: contextKeys.explaining,
    menus: [{ menu: 'editor/title', when: `${contextKeys.explaining} && resourceScheme == log4net-explain`, group: 'navigation@2' }],
  },
  {
    id: 'checkEndToEnd',
    title: 'Check Configuration End to End',
    icon: 'pass',
    palette: inLog4net,
    menus: [{ menu: 'editor/context', when: inLog4net, group: 'log4net@3' }],
  },
  {
    id: 'sendToLocalCatcher',
    title: 'Send to Local Catcher…',
    icon: 'mail',
    enablement: 'isWorkspaceTrusted && !virtualWorkspace',
    palette: inLog4net,
  },
  { id: 'watchMqttTopic', title: 'Watch an MQTT Topic…', icon: 'broadcast', enablement: 'isWorkspaceTrusted && !virtualWorkspace' },
  {
    id: 'nothingArrives',
    title: 'Nothing Arrives?',
    icon: 'question',
    menus: [{ menu: 'view/title', when: inPanel, group: '3_help@1' }],
  },
  { id: 'previewMail', title: 'Preview Mail…', icon: 'mail', palette: inLog4net },
  { id: 'findRuntimeError', title: 'Find a Runtime Error in This File…', icon: 'search', palette: inLog4net },
  { id: 'openRuleDocumentation', title: 'Open the Documentation of the Rules', icon: 'book' },
  { id: 'validateSchema', title: 'Validate Against the Schema', icon: 'checklist', palette: inLog4net },
  { id: 'fillPlaceholders', title: "Set the Receiver's Address Everywhere…", palette: inLog4net },
  { id: 'chooseReceiver', title: 'Choose the Receiver to Judge as…' },
  {
    id: 'setUpForwarding',
    title: 'Set Up Forwarding…',
    icon: 'export',
    enablement: 'isWorkspaceTrusted && !virtualWorkspace',
    menus: [{ menu: 'view/title', when: inPanel, group: '1_forwarding@1' }],
  },
  {
    id: 'pauseAllForwarding',
    title: 'Pause All Forwarding',
    icon: 'debug-pause',
    enablement: contextKeys.forwarding,
    menus: [{ menu: 'view/title', when: `${inPanel} && ${contextKeys.forwarding}`, group: 'navigation@2' }],
  },
  {
    id: 'exportCapturedEvents',
    title: 'Export Captured Events…',
    icon: 'save',
    enablement: `!${contextKeys.noEvents}`,
    menus: [{ menu: 'view/title', when: inPanel, group: '2_events@1' }],
  },
  {
    id: 'importCapturedEvents',
    title: 'Import Captured Events…',
    icon: 'folder-opened',
    enablement: '!virtualWorkspace',
    menus: [{ menu: 'view/title', when: inPanel, group: '2_events@2' }],
  },
  {
    id: 'replayEvents',
    title: 'Replay Events…',
    icon: 'debug-rerun',
    enablement: `isWorkspaceTrusted && !${contextKeys.noEvents}`,
    menus: [{ menu: 'view/title', when: inPanel, group: '2_events@3' }],
  },
  {
    id: 'deleteCapturedEvents',
    title: 'Delete Captured Events…',
    icon: 'trash',
    enablement: `!${contextKeys.noEvents}`,
    menus: [{ menu: 'view/title', when: inPanel, group: '2_events@4' }],
  },
  {
    id: 'goToConfiguration',
    title: 'Go to Configuration',
    icon: 'go-to-file',
    enablement: `!${contextKeys.noEvents}`,
    menus: [{ menu: 'webview/context', when: onEvent, group: '1_go@1' }],
  },
  {
    id: 'copyEventText',
    title: 'Copy Text',
    palette: 'false',
    menus: [{ menu: 'webview/context', when: onRow, group: '2_copy@1' }],
  },
  {
    id: 'copyEventJson',
    title: 'Copy as JSON',
    palette: 'false',
    menus: [{ menu: 'webview/context', when: onRow, group: '2_copy@2' }],
  },
  {
    id: 'copyTestCase',
    title: 'Copy as Test Case',
    palette: 'false',
    menus: [{ menu: 'webview/context', when: onEvent, group: '2_copy@3' }],
  },
  { id: 'copyCommandLine', title: 'Copy Command Line…', icon: 'terminal', enablement: '!virtualWorkspace' },
] as const satisfies readonly CommandEntry[];

export type CommandId = (typeof commands)[number]['id'];

/** The id as VS Code knows it. */
export const commandId = (id: CommandId): string => `log4netAppenders.${id}`;
