/** A module that was compiled when the Worker was uploaded. */
declare module "*.wasm" {
  const compiled: WebAssembly.Module;
  export default compiled;
}
