/** `App.config`, `Web.config`, `Program.exe.config`: read by .NET first, and mostly not about logging. */
export function isApplicationFile(name: string): boolean {
  return /^(app|web)(\.[\w-]+)?\.config$|\.(exe|dll)\.config$/i.test(name);
}
