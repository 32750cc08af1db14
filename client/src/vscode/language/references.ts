/** The command behind the lens that counts uses: the editor wants its own kind of positions. */
import * as vscode from 'vscode';

interface WirePosition {
  readonly line: number;
  readonly character: number;
}
interface WireLocation {
  readonly uri: string;
  readonly range: { readonly start: WirePosition; readonly end: WirePosition };
}
interface ShowReferences {
  readonly uri: string;
  readonly position: WirePosition;
  readonly locations: readonly WireLocation[];
}

/** Only the server calls it, so its argument is taken at its word. */
export const showReferencesCommand = (): vscode.Disposable =>
  vscode.commands.registerCommand('log4netAppenders.showReferences', ({ uri, position, locations }: ShowReferences) =>
    vscode.commands.executeCommand(
      'editor.action.showReferences',
      vscode.Uri.parse(uri),
      toPosition(position),
      locations.map(
        it => new vscode.Location(vscode.Uri.parse(it.uri), new vscode.Range(toPosition(it.range.start), toPosition(it.range.end))),
      ),
    ),
  );

const toPosition = ({ line, character }: WirePosition): vscode.Position => new vscode.Position(line, character);
