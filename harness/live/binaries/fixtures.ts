export async function testBinary(tool: 'k6' | 'toxiproxy') {
  const path = process.env[tool === 'k6' ? 'PAYDRILL_K6' : 'PAYDRILL_TOXIPROXY'];
  if (path === undefined) throw new Error(`no ${tool} for this test`);
  return { path, version: tool === 'k6' ? '2.2.0' : '2.12.0' };
}
