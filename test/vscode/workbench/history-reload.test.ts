/** What was captured, after the window was loaded anew: there without the panel having been opened. */
import { createSocket } from 'node:dgram';
import { test } from 'node:test';
import { folderWith, inWorkbench } from '../support/host';
import { allCounted, freePort, listenOn, send } from '../support/panel';

test('after a reload events of before can be deleted although the panel was not opened', async () => {
  const workspace = await folderWith({ 'readme.txt': 'nothing of log4net' });
  const socket = createSocket('udp4');
  try {
    await inWorkbench('history-reload', workspace.folder, { dialogs: true }, async workbench => {
      await workbench.openFile('readme.txt');
      // The extension sleeps still, and the command is there.
      await workbench.runCommand('log4net: Delete Captured Events…');
      await workbench.notification('There are no captured events.').waitFor();
      const port = await freePort();
      const panel = await listenOn(workbench, port);
      await send(socket, port, 'kept beyond the window');
      await allCounted(panel, 1);
      await workbench.runCommand('View: Hide Panel');
      // What came is written once it has gathered.
      await new Promise(resolve => setTimeout(resolve, 1_000));
      await workbench.page.reload();
      await workbench.openFile('readme.txt');
      await workbench.runCommand('log4net: Delete Captured Events…');
      await workbench.dialog('Delete 1 event?').waitFor();
    });
  } finally {
    socket.close();
    await workspace.remove();
  }
});
