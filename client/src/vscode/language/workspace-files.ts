/** Files of the workspace for the server: which there are, and what stands in them, on whatever file system. */
import * as vscode from 'vscode';
import type { FindFilesParams, ReadTextParams } from '../../../../server/src/protocol';

/** Null for a file that is not there, cannot be read, or is longer than is wanted. */
export async function readText({ uri, most }: ReadTextParams): Promise<string | null> {
  try {
    const place = vscode.Uri.parse(uri, true);
    if (most !== undefined && (await vscode.workspace.fs.stat(place)).size > most) return null;
    return await vscode.workspace.decode(await vscode.workspace.fs.readFile(place), { uri: place });
  } catch {
    // Most workspaces have no such file.
    return null;
  }
}

/** URIs; what the user hides by `files.exclude` stays hidden. */
export async function findFiles({ include, exclude, most }: FindFilesParams, token: vscode.CancellationToken): Promise<readonly string[]> {
  const hidden = exclude.length === 0 ? undefined : `**/{${exclude.map(globbed).join(',')}}/**`;
  const found = await vscode.workspace.findFiles(include, hidden, most, token);
  return found.map(it => it.toString()).sort();
}

/** A folder's name as a glob that means just that. */
const globbed = (name: string): string => name.replace(/[*?[\]{},!]/g, '[$&]');
