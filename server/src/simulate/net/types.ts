/** .NET's own classes that a configuration is likely to name, each with its base class, as far as evaluators ask for it. */

const baseOf = `
Exception:Object SystemException:Exception ApplicationException:Exception AggregateException:Exception
ArgumentException:SystemException ArgumentNullException:ArgumentException ArgumentOutOfRangeException:ArgumentException
ArithmeticException:SystemException DivideByZeroException:ArithmeticException OverflowException:ArithmeticException
ArrayTypeMismatchException:SystemException BadImageFormatException:SystemException FormatException:SystemException
IndexOutOfRangeException:SystemException InvalidCastException:SystemException InvalidOperationException:SystemException
ObjectDisposedException:InvalidOperationException MemberAccessException:SystemException MissingMemberException:MemberAccessException
MissingMethodException:MissingMemberException MissingFieldException:MissingMemberException NotImplementedException:SystemException
NotSupportedException:SystemException PlatformNotSupportedException:NotSupportedException NullReferenceException:SystemException
OperationCanceledException:SystemException OutOfMemoryException:SystemException StackOverflowException:SystemException
TimeoutException:SystemException TypeInitializationException:SystemException TypeLoadException:SystemException
UnauthorizedAccessException:SystemException UriFormatException:FormatException RankException:SystemException
IO.IOException:SystemException IO.FileNotFoundException:IO.IOException IO.DirectoryNotFoundException:IO.IOException
IO.PathTooLongException:IO.IOException IO.EndOfStreamException:IO.IOException IO.InvalidDataException:SystemException
Collections.Generic.KeyNotFoundException:SystemException Security.SecurityException:SystemException
Security.Authentication.AuthenticationException:SystemException Security.Cryptography.CryptographicException:SystemException
Reflection.TargetInvocationException:ApplicationException Reflection.ReflectionTypeLoadException:SystemException
Runtime.InteropServices.ExternalException:SystemException Runtime.InteropServices.COMException:Runtime.InteropServices.ExternalException
ComponentModel.Win32Exception:Runtime.InteropServices.ExternalException Net.Sockets.SocketException:ComponentModel.Win32Exception
Net.WebException:InvalidOperationException Net.ProtocolViolationException:InvalidOperationException Net.Mail.SmtpException:Exception
Net.Http.HttpRequestException:Exception Threading.Tasks.TaskCanceledException:OperationCanceledException
Threading.ThreadAbortException:SystemException Threading.ThreadInterruptedException:SystemException
Threading.SynchronizationLockException:SystemException Data.DataException:SystemException Data.Common.DbException:Runtime.InteropServices.ExternalException
Data.SqlClient.SqlException:Data.Common.DbException Xml.XmlException:SystemException Xml.Schema.XmlSchemaException:SystemException
Runtime.Serialization.SerializationException:SystemException Object: String:Object Int32:ValueType Int64:ValueType Boolean:ValueType
Double:ValueType Decimal:ValueType Byte:ValueType Char:ValueType DateTime:ValueType TimeSpan:ValueType Guid:ValueType ValueType:Object
Uri:Object Type:Object Version:Object Random:Object Text.StringBuilder:Object Text.Encoding:Object Text.RegularExpressions.Regex:Object
Collections.ArrayList:Object Collections.Hashtable:Object Collections.Queue:Object Collections.Stack:Object
IO.StringWriter:IO.TextWriter IO.StreamWriter:IO.TextWriter IO.TextWriter:Object IO.MemoryStream:IO.Stream IO.Stream:Object
Net.IPAddress:Object Diagnostics.Process:Object Globalization.CultureInfo:Object Threading.Thread:Object
`;

const bases: ReadonlyMap<string, { readonly name: string; readonly base: string | undefined }> = new Map(
  baseOf
    .trim()
    .split(/\s+/)
    .map(entry => {
      const [name = '', base = ''] = entry.split(':');
      return [`system.${name}`.toLowerCase(), { name: `System.${name}`, base: base === '' ? undefined : `System.${base}` }] as const;
    }),
);

/** The full name of one of .NET's classes in its proper spelling; case does not matter, and neither does an assembly behind it. */
export function netClass(text: string): string | undefined {
  const [name = ''] = text.split(',', 1);
  return bases.get(name.trim().toLowerCase())?.name;
}

/** Whether `name` is the class `base` or below it. A class nobody described is taken to derive straight from System.Exception. */
export function isNetSubclass(name: string, base: string): boolean {
  const wanted = base.toLowerCase();
  for (let each: string | undefined = name; each !== undefined;) {
    if (each.toLowerCase() === wanted) return true;
    const known = bases.get(each.toLowerCase());
    if (known) each = known.base;
    else each = 'System.Exception';
  }
  return false;
}
