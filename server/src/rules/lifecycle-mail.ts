/** Mails that come late, or never. */
import type { ConfiguredObject } from '../model/types';
import { added, propertyElement, replacement } from './edits';
import { actsAs, effective, hasVariable, textOf, isTrue } from './objects';
import type { Fix, Rule } from './rule';

const waitsForBuffer: Rule = {
  id: 'lifecycle/late-mail',
  severity: 'information',
  why: 'A buffering appender keeps events until the buffer is full, 512 unless set, an evaluator triggers, or the process ends. A mail about a failure may come weeks late.',
  *check({ config, catalogue }) {
    for (const appender of config.appenders) {
      const { type } = appender;
      if (type === undefined || !['smtp-mail', 'mail-file'].some(it => actsAs(catalogue, type, it))) continue;
      if (effective(appender, 'evaluator') !== undefined || isTrue(textOf(appender, 'lossy'))) continue;
      const size = effective(appender, 'buffersize');
      const text = size?.value?.text ?? effective(appender, 'buffersize')?.fact?.default ?? '512';
      if (hasVariable(text) || !(Number(text) > 1)) continue;
      yield {
        span: size?.value?.span ?? appender.typeSpan ?? appender.element.nameSpan,
        message: `A mail goes out only when ${Number(text) + 1} events have come together, or the service ends. Set bufferSize to 0 to send each at once, or add an evaluator.`,
        fixes:
          size?.value === undefined
            ? [
                {
                  title: 'Add bufferSize 0',
                  edits: [
                    added(config.document.text, appender.element, propertyElement(appender, config.dialect === 'qlik', 'bufferSize', '0')),
                  ],
                },
              ]
            : [replacement('Set it to 0', size.value.span, '0')],
      };
    }
  },
};

/** Settings of a mail that do not fit together. */
const mailLogin: Rule = {
  id: 'lifecycle/mail-login',
  severity: 'warning',
  why: 'User name and password are used only with authentication Basic; with None, the default, log4net does not log on, and most servers refuse the mail.',
  *check({ config, catalogue }) {
    for (const appender of config.appenders) {
      const { type } = appender;
      if (type === undefined || !actsAs(catalogue, type, 'smtp-mail')) continue;
      const authentication = textOf(appender, 'authentication')?.trim().toLowerCase();
      const user = effective(appender, 'username');
      const password = effective(appender, 'password');
      if (
        user?.value !== undefined &&
        user.value.text !== '' &&
        authentication !== 'basic' &&
        authentication !== '1' &&
        !hasVariable(authentication ?? '')
      ) {
        yield {
          span: user.nameSpan,
          message: `The user name is not used with authentication ${authentication === undefined ? 'None, the default' : (textOf(appender, 'authentication')?.trim() ?? '')}: log4net does not log on. Set authentication to Basic.`,
          fixes:
            effective(appender, 'authentication')?.value === undefined
              ? [
                  {
                    title: 'Add authentication Basic',
                    edits: [
                      added(
                        config.document.text,
                        appender.element,
                        propertyElement(appender, config.dialect === 'qlik', 'authentication', 'Basic'),
                      ),
                    ],
                  },
                ]
              : replaceValue(appender, 'authentication', 'Basic'),
        };
      } else if (authentication === 'basic' && (user?.value === undefined || user.value.text === '' || password === undefined)) {
        yield {
          span: effective(appender, 'authentication')?.value?.span ?? appender.element.nameSpan,
          message: `Authentication Basic needs ${user?.value === undefined || user.value.text === '' ? 'a username' : 'a password'}: the server will refuse the mail, and log4net says nothing.`,
        };
      }
    }
  },
};

const mailPort: Rule = {
  id: 'lifecycle/mail-port',
  severity: 'warning',
  why: 'The mail client of .NET begins in the clear and then asks the server for encryption. At port 465 servers expect encryption from the first byte: the two wait for each other until the time is over, and no mail is sent.',
  *check({ config, catalogue }) {
    for (const appender of config.appenders) {
      if (!actsAs(catalogue, appender.type, 'smtp-mail')) continue;
      const port = effective(appender, 'port')?.value;
      if (port === undefined || Number(port.text) !== 465) continue;
      yield {
        span: port.span,
        message:
          'At port 465 the server expects encryption from the first byte, which log4net cannot do: no mail is ever sent. Use port 587 with enableSsl.',
        fixes: [replacement('Write 587', port.span, '587', true)],
      };
    }
  },
};

export const lifecycleMailRules: readonly Rule[] = [waitsForBuffer, mailLogin, mailPort];

function replaceValue(object: ConfiguredObject, name: string, text: string): readonly Fix[] {
  const span = effective(object, name)?.value?.span;
  return span === undefined ? [] : [replacement(`Set ${name} to ${text}`, span, text, true)];
}
