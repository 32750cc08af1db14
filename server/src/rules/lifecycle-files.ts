/** Files that lose what was written, or are never written at all. */
import { usedAppenders } from '../model/reach';
import type { Appender } from '../model/types';
import { added, propertyElement, replacement } from './edits';
import { actsAs, effective, hasVariable, objectsIn, textOf } from './objects';
import type { Rule } from './rule';

const noBackups: Rule = {
  id: 'lifecycle/no-backups',
  severity: 'warning',
  why: 'When a file reaches its size limit and there are no backups, log4net empties it: everything logged so far is gone. 0 is the default.',
  *check({ config, catalogue }) {
    for (const appender of config.appenders) {
      const { type } = appender;
      if (type === undefined || !actsAs(catalogue, type, 'rolling-file') || catalogue.property(type, 'maxSizeRollBackups') === undefined)
        continue;
      const style = textOf(appender, 'rollingstyle')?.trim().toLowerCase();
      if (style === 'date' || style === 'once') continue;
      const backups = effective(appender, 'maxsizerollbackups');
      if (backups?.value !== undefined) {
        if (backups.value.text.trim() === '' || Number(backups.value.text) !== 0) continue;
        yield {
          span: backups.value.span,
          message: 'Without backups the file is emptied each time it reaches its size limit. Keep some, or -1 for all.',
          fixes: [replacement('Keep 10', backups.value.span, '10')],
        };
        continue;
      }
      const limit = effective(appender, 'maximumfilesize') ?? effective(appender, 'maxfilesize');
      const bySize = style === 'size' ? effective(appender, 'rollingstyle') : limit;
      if (backups !== undefined) continue;
      const usual = catalogue.property(type, 'maximumFileSize')?.default;
      yield {
        span: bySize?.nameSpan ?? appender.nameSpan ?? appender.element.nameSpan,
        severity: 'information',
        message:
          bySize === undefined
            ? `No size is written, but log4net has one, ${megabytes(usual)}, and keeps no backups unless maxSizeRollBackups says so: the file is emptied each time it gets there. Add maxSizeRollBackups, -1 for all, or roll by Date alone.`
            : 'No backups are kept unless maxSizeRollBackups says so: the file is emptied each time it reaches its size limit. Add maxSizeRollBackups, -1 for all.',
        fixes: [
          {
            title: 'Add maxSizeRollBackups 10',
            edits: [
              added(
                config.document.text,
                appender.element,
                propertyElement(appender, config.dialect === 'qlik', 'maxSizeRollBackups', '10'),
              ),
            ],
          },
        ],
      };
    }
  },
};

const sameFile: Rule = {
  id: 'lifecycle/same-file',
  wholeFile: true,
  severity: 'warning',
  why: 'A file appender keeps its file open for itself unless its locking model says otherwise. A second appender then cannot open the same file and writes nothing; log4net says so with internal debugging only.',
  *check({ config, catalogue }) {
    const used = usedAppenders(config);
    const first = new Map<string, Appender>();
    for (const appender of config.appenders) {
      if (!used.has(appender) || !(actsAs(catalogue, appender.type, 'file') || actsAs(catalogue, appender.type, 'rolling-file'))) continue;
      const file = effective(appender, 'file');
      const path = file?.value?.text.trim().replaceAll('/', '\\').toLowerCase() ?? '';
      // A pattern or a variable may well give each a file of its own.
      if (file?.value === undefined || path === '' || file.via !== undefined || hasVariable(path)) continue;
      if (textOf(appender, 'staticlogfilename')?.trim().toLowerCase() === 'false') continue;
      const other = first.get(path);
      if (other === undefined) {
        first.set(path, appender);
        continue;
      }
      if (isShared(appender) && isShared(other)) continue;
      yield {
        span: file.value.span,
        message: `'${other.name}' writes to this file already and keeps it for itself: this appender cannot open it and writes nothing. Give it a file of its own, or let both use a locking model that shares.`,
        related: [{ span: effective(other, 'file')?.value?.span ?? other.element.nameSpan, message: 'The same file is named here.' }],
      };
    }
    function isShared(appender: Appender): boolean {
      const model = objectsIn(appender, 'lockingmodel').at(-1);
      return model !== undefined && !actsAs(catalogue, model.type, 'exclusive-lock');
    }
  },
};

export const lifecycleFileRules: readonly Rule[] = [noBackups, sameFile];

function megabytes(bytes: string | undefined): string {
  const megabyte = 1024 * 1024;
  return bytes === undefined || Number(bytes) % megabyte !== 0 ? `${bytes ?? '?'} bytes` : `${Number(bytes) / megabyte} MB`;
}
