// What Ajv in strict mode and the language service of editors make of the schema of models. Prints JSON: what the validator
// refuses, and by path what a hover says.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
const require = createRequire(import.meta.url);
const Ajv = require("ajv/dist/2020");
const { getLanguageService, TextDocument } = require("vscode-json-languageservice");

const [schemaFile, ...models] = process.argv.slice(2);
const schema = JSON.parse(readFileSync(schemaFile, "utf8"));
const validate = new Ajv.default({ strict: true, allErrors: true }).compile(schema);
const refused = models.filter((file) => !validate(JSON.parse(readFileSync(file, "utf8"))));

const uri = "file:///model.json";
// The models name the published schema themselves.
const service = getLanguageService({ schemaRequestService: async () => JSON.stringify(schema) });
service.configure({ schemas: [{ uri: "file:///schema.json", fileMatch: ["*.json"], schema }] });
const hovers = {};
const text = readFileSync(models[0], "utf8");
const document = TextDocument.create(uri, "json", 0, text);
const parsed = service.parseJSONDocument(document);
const wrong = await service.doValidation(document, parsed);
const visit = async (node, path) => {
  for (const property of node.properties ?? []) {
    const here = [...path, property.keyNode.value];
    const hover = await service.doHover(document, document.positionAt(property.keyNode.offset + 1), parsed);
    hovers[here.join(".")] = hover?.contents?.map((part) => part.value ?? part).join("\n") ?? "";
    if (property.valueNode) await visit(property.valueNode, here);
  }
  for (const [at, item] of (node.items ?? []).entries()) await visit(item, [...path, at]);
};
await visit(parsed.root, []);
const begun = TextDocument.create(uri, "json", 0, '{ "zopa": 1, "parties": { "a": {  } } }');
const offered = await service.doComplete(begun, begun.positionAt(32), service.parseJSONDocument(begun));
console.log(JSON.stringify({ refused, wrong: wrong.map((one) => one.message), hovers, offered: offered.items.map((one) => one.label) }));
