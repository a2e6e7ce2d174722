// Makes one document with docxtemplater again and again and says what it cost: node docxtemplater.js FOLDER < job in JSON.
// A tag is an expression of Jinja's; bench/docxtemplater.py writes the templates.
"use strict";
const { createRequire } = require("node:module");
const load = createRequire(process.argv[2] + "/");
const Docxtemplater = load("docxtemplater"), PizZip = load("pizzip");

const known = new Map();
function compiled(told) {
  const tag = told.replace(/(?<![.\w])case(?![\w(])/g, "case_"); // a word of JavaScript
  if (known.has(tag)) return known.get(tag);
  const loop = /^for (\w+) in (.+)$/.exec(tag);
  const words = (loop ? loop[2] : tag.replace(/^if /, ""))
    .replace(/\|length/g, ".length").replace(/\bnot /g, "!").replace(/\bor\b/g, "||").replace(/\band\b/g, "&&");
  const value = new Function("scope", `with (scope) { return ${words}; }`);
  const filled = (found) => (Array.isArray(found) ? found.length > 0 : Boolean(found));
  const get = (scope) => {
    const found = value(scope);
    if (!loop) return tag.startsWith("if ") ? filled(found) : found;
    const last = found.length - 1;
    return found.map((each, n) => Object.assign(Object.create(scope), {
      [loop[1]]: each, loop: { first: n === 0, last: n === last, index: n + 1 },
    }));
  };
  known.set(tag, get);
  return get;
}

function render(template, values) {
  const document = new Docxtemplater(new PizZip(template), {
    paragraphLoop: true, linebreaks: true, delimiters: { start: "⟦", end: "⟧" },
    parser: (tag) => ({ get: compiled(tag) }), nullGetter: () => "",
  });
  document.render(values);
  return document.getZip().generate({ type: "nodebuffer", compression: "DEFLATE" });
}

const { template, values, rounds } = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
const bytes = Buffer.from(template, "base64"), took = [];
let made;
for (let round = -rounds; round < rounds; round++) { // as many before, until all is compiled
  const start = process.cpuUsage();
  made = render(bytes, values);
  const used = process.cpuUsage(start);
  if (round >= 0) took.push((used.user + used.system) / 1000);
}
process.stdout.write(JSON.stringify({ took, made: made.toString("base64") }));
