import { replaceAll } from './replace.ts';

type Bytes = ArrayBuffer | ArrayBufferView;
type Compiled = object;

interface Api {
  readonly Module: new (bytes: Bytes) => Compiled;
  readonly Instance: new (module: Compiled, imports?: object) => object;
}

/** Compiled at once, instead of in threads of V8's own that are done when they are done. */
export function installWebAssembly(): void {
  const api = Reflect.get(globalThis, 'WebAssembly') as Api;
  const { Module, Instance } = api;
  const compile = async (bytes: Bytes): Promise<Compiled> => new Module(bytes);
  const instantiate = async (source: Bytes | Compiled, imports?: object): Promise<object> => {
    if (source instanceof Module) return new Instance(source, imports);
    const module = new Module(source as Bytes);
    return { module, instance: new Instance(module, imports) };
  };
  const bytesOf = async (response: Response | PromiseLike<Response>): Promise<ArrayBuffer> =>
    (await response).arrayBuffer();
  replaceAll(api, {
    compile,
    instantiate,
    compileStreaming: async (response: Response) => compile(await bytesOf(response)),
    instantiateStreaming: async (response: Response, imports?: object) =>
      instantiate(await bytesOf(response), imports),
  });
}
