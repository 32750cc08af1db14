/** What a process on Windows finds in its environment. */

/** A variable of the environment as Windows finds it: without regard to case. Unset and empty ones are the same. */
export function variable(environment: Readonly<Record<string, string>>, name: string): string | undefined {
  if (name === '') return undefined;
  if (Object.hasOwn(environment, name)) return environment[name];
  const wanted = name.toUpperCase();
  return Object.entries(environment).find(([each]) => each.toUpperCase() === wanted)?.[1];
}

/** Folders as a Windows server has them, where the environment does not say. */
const specialFolders: Readonly<Record<string, readonly [variable: string, below: string, otherwise: string]>> = {
  applicationdata: ['APPDATA', '', ''],
  localapplicationdata: ['LOCALAPPDATA', '', ''],
  commonapplicationdata: ['ProgramData', '', 'C:\\ProgramData'],
  programfiles: ['ProgramFiles', '', 'C:\\Program Files'],
  programfilesx86: ['ProgramFiles(x86)', '', 'C:\\Program Files (x86)'],
  commonprogramfiles: ['CommonProgramFiles', '', 'C:\\Program Files\\Common Files'],
  userprofile: ['USERPROFILE', '', ''],
  personal: ['USERPROFILE', '\\Documents', ''],
  mydocuments: ['USERPROFILE', '\\Documents', ''],
  desktop: ['USERPROFILE', '\\Desktop', ''],
  desktopdirectory: ['USERPROFILE', '\\Desktop', ''],
  windows: ['windir', '', 'C:\\Windows'],
  system: ['windir', '\\system32', 'C:\\Windows\\system32'],
};

/** The path of a special folder by .NET's name for it; undefined where there is none of that name. */
export function folder(name: string, environment: Readonly<Record<string, string>>): string | undefined {
  const known = Object.hasOwn(specialFolders, name.toLowerCase()) ? specialFolders[name.toLowerCase()] : undefined;
  if (!known) return undefined;
  const [root, below, otherwise] = known;
  const value = variable(environment, root);
  return value === undefined || value === '' ? otherwise : value + below;
}
