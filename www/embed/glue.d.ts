/** What wasm-bindgen writes for `crates/widget`; see there for what the functions do. */
declare module "baton-scorer" {
  export default function init(input: { module_or_path: string }): Promise<unknown>;
  export function load(card: Uint8Array): string;
  export function map(packed: string): string;
  export function score(packed: string, nowSeconds: number): string;
}
