/** Registers the web components the page is made of, and tells JSX what they take. */
import '@vscode-elements/elements/dist/vscode-badge/index.js';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-checkbox/index.js';
import '@vscode-elements/elements/dist/vscode-split-layout/index.js';
import '@vscode-elements/elements/dist/vscode-tabs/index.js';
import type { HTMLAttributes } from 'preact';

type Plain = HTMLAttributes<HTMLElement>;

declare module 'preact' {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- what JSX knows is declared in a namespace
  namespace JSX {
    interface IntrinsicElements {
      'vscode-tabs': Plain & {
        readonly panel?: boolean;
        readonly selectedIndex?: number;
        readonly 'onvsc-tabs-select'?: (event: CustomEvent<{ selectedIndex: number }>) => void;
      };
      'vscode-tab-header': Plain;
      'vscode-tab-panel': Plain & { readonly panel?: boolean };
      'vscode-badge': Plain & { readonly variant?: 'default' | 'counter' | 'activity-bar-counter' | 'tab-header-counter' };
      'vscode-button': Plain & { readonly secondary?: boolean; readonly disabled?: boolean };
      'vscode-checkbox': Plain & { readonly checked?: boolean; readonly label?: string };
      'vscode-split-layout': Plain & {
        readonly split?: 'vertical' | 'horizontal';
        readonly handleSize?: number;
        readonly initialHandlePosition?: string;
        readonly handlePosition?: string;
        readonly minStart?: string;
        readonly minEnd?: string;
        readonly 'onvsc-split-layout-change'?: (event: CustomEvent<{ position: number; positionInPercentage: number }>) => void;
      };
    }
  }
}
