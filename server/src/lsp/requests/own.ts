/** Our own requests, about one open document each. */
import {
  CheckFileRequest,
  CloseTagRequest,
  ExplainRequest,
  CopyAppenderRequest,
  PortPatternsRequest,
  FieldSourcesRequest,
  FindMessageRequest,
  PlaceholdersRequest,
  PreviewMailRequest,
  SamplesRequest,
  RemoveCopiesRequest,
  SchemaCheckRequest,
  SendersRequest,
  StatusRequest,
  TestEventRequest,
} from '../../protocol';
import type { Door } from '../door';
import type { ServerHost } from '../host';
import { checkSchema } from '../schema-check';

export function answerOwn(door: Door, host: ServerHost): void {
  const { service } = door;
  door.answer(SchemaCheckRequest, { kind: 'not-checked', reason: 'The file is not open; open it and try again.' }, (open, params) =>
    checkSchema(service(), open, params, host),
  );
  const closed = { ok: false as const, reason: 'The file is not open; open it and try again.' };
  door.answer(TestEventRequest, closed, ({ analysed }, params) => service().testEvent(analysed, params));
  door.answer(PlaceholdersRequest, [], ({ analysed }) => service().placeholders(analysed));
  door.answer(StatusRequest, undefined, ({ analysed }) => service().status(analysed));
  door.answer(CloseTagRequest, undefined, ({ analysed }, { offset }) => service().closeTag(analysed, offset));
  door.answer(SamplesRequest, [], ({ analysed }, { appender }) => service().samples(analysed, appender));
  door.answer(ExplainRequest, undefined, ({ document, analysed }, { version, ...params }) =>
    document.version === version ? service().explain(analysed, params) : undefined,
  );
  door.answer(CheckFileRequest, undefined, ({ analysed }) => service().checkFile(analysed));
  door.answer(SendersRequest, [], ({ analysed }) => service().senders(analysed));
  door.answer(PreviewMailRequest, ['The file is not open; open it and try again.'], ({ analysed }, { appender }) =>
    service().previewMail(analysed, appender),
  );
  door.answer(FindMessageRequest, { kind: 'unknown', message: 'The file is not open; open it and try again.' }, ({ analysed }, { line }) =>
    service().findMessage(analysed, line),
  );
  door.answer(PortPatternsRequest, [], ({ analysed }) => service().portPatterns(analysed));
  door.answer(CopyAppenderRequest, undefined, ({ analysed }, { appender, address }) => service().copyAppender(analysed, appender, address));
  door.answer(RemoveCopiesRequest, [], ({ analysed }, { keep }) => service().removeCopies(analysed, keep));
  door.answer(FieldSourcesRequest, undefined, ({ analysed }, params) => service().fieldSources(analysed, params));
}
