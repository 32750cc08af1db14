/** A codicon. Decoration only: whatever it means also stands there in words. */
export const Icon = ({ name }: { readonly name: string }) => <i class={`codicon codicon-${name}`} aria-hidden="true" />;
