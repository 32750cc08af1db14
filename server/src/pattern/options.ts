/** The options of conversions as .NET reads them, and what log4net says of those that it cannot read. */
import { parseInt32, trimNet } from './net-number';

/** An error that log4net writes to its internal log; one code for each of its text shapes. */
export interface PatternComplaint {
  readonly code: PatternComplaintCode;
  /** What stands in log4net's text at the variable places, in order. */
  readonly values: readonly string[];
}

export type PatternComplaintCode =
  /** Precision of a logger or class name is 0 or less; the whole name is printed. Value: the option, trimmed. */
  | 'precision-not-positive'
  | 'precision-not-a-number'
  /** Number of stack frames. */
  | 'frames-not-positive'
  | 'frames-not-a-number'
  /** Length of a random text; four letters are printed. */
  | 'random-length'
  /** An event without stack frames; nothing is printed. */
  | 'no-stack-frames'
  /** A date format that .NET refuses, for each event; nothing is printed. Value: the format. */
  | 'date'
  | 'utc-date'
  /** A special folder that does not exist; nothing is printed. Value: its name. */
  | 'env-folder';

/** What a conversion complains about while the configuration is read, whether or not an event comes. */
export function complaintOnLoading(behaviour: string, option: string | undefined): PatternComplaint | undefined {
  switch (behaviour) {
    case 'logger':
    case 'type-name':
      return precisionOf(option).complaint;
    case 'stack-trace':
    case 'stack-trace-detail':
      return framesOf(option);
    case 'random':
      return randomLengthOf(option).complaint;
    default:
      return undefined;
  }
}

/** How many parts of a dotted name are printed; 0 means all of them. */
export function precisionOf(option: string | undefined): { readonly value: number; readonly complaint?: PatternComplaint } {
  const text = trimNet(option ?? '');
  if (text === '') return { value: 0 };
  const value = parseInt32(text);
  if (value === undefined) return { value: 0, complaint: { code: 'precision-not-a-number', values: [text] } };
  if (value <= 0) return { value: 0, complaint: { code: 'precision-not-positive', values: [text] } };
  return { value };
}

function framesOf(option: string | undefined): PatternComplaint | undefined {
  const text = trimNet(option ?? '');
  if (text === '') return undefined;
  const value = parseInt32(text);
  if (value === undefined) return { code: 'frames-not-a-number', values: [text] };
  return value <= 0 ? { code: 'frames-not-positive', values: [text] } : undefined;
}

/** How many letters a random text has. */
export function randomLengthOf(option: string | undefined): { readonly value: number; readonly complaint?: PatternComplaint } {
  if (option === undefined || option === '') return { value: 4 };
  const value = parseInt32(option);
  return value === undefined ? { value: 4, complaint: { code: 'random-length', values: [option] } } : { value };
}
