// Pages in headless Chromium: light, dark, printed, narrow, with scripts and without; what axe-core finds; what was asked of the
// network. Prints JSON: the version of the browser, and what is wrong.
//
// node look.mjs CHROMIUM GOLDENS keep|compare FILE…; figures of the first file are compared with those that were kept of the same
// version of the browser.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
const require = createRequire(import.meta.url);
const puppeteer = require("puppeteer-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const [chromium, goldens, how, ...files] = process.argv.slice(2);
const args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
  "--no-first-run", "--font-render-hinting=none", "--host-resolver-rules=MAP * ~NOTFOUND"];
const browser = await puppeteer.launch({ executablePath: chromium, args });
const version = (await browser.version()).split("/")[1].split(".")[0];
const kept = join(goldens, `chromium-${version}`);
const wrong = [];
let compared = 0;

const open = async (file, theme, { scripts = true, width = 1000 } = {}) => {
  const page = await browser.newPage();
  page.on("request", (asked) => {
    if (!asked.url().startsWith("data:") && asked.url() !== pathToFileURL(file).href) wrong.push(`${basename(file)} asks for ${asked.url()}`);
  });
  page.on("console", (said) => wrong.push(`${basename(file)}: ${said.text()}`));
  page.on("pageerror", (error) => wrong.push(`${basename(file)}: ${error.message}`));
  page.on("dialog", (dialog) => { wrong.push(`${basename(file)} runs a script`); dialog.dismiss(); });
  await page.setJavaScriptEnabled(scripts);
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: theme }]);
  await page.setViewport({ width, height: 1000 });
  await page.goto(pathToFileURL(file).href);
  return page;
};

// The share of pixels that differ by more than 16 levels.
const difference = async (one, other) => {
  const page = await browser.newPage();
  const share = await page.evaluate(async (sources) => {
    const read = async (source) => {
      const image = new Image();
      image.src = `data:image/png;base64,${source}`;
      await image.decode();
      const canvas = new OffscreenCanvas(image.width, image.height);
      const context = canvas.getContext("2d");
      context.drawImage(image, 0, 0);
      return context.getImageData(0, 0, image.width, image.height);
    };
    const [a, b] = await Promise.all(sources.map(read));
    if (a.width !== b.width || a.height !== b.height) return 1;
    let different = 0;
    for (let at = 0; at < a.data.length; at += 4) {
      if ([0, 1, 2].some((part) => Math.abs(a.data[at + part] - b.data[at + part]) > 16)) different++;
    }
    return (different * 4) / a.data.length;
  }, [one, other].map((image) => Buffer.from(image).toString("base64")));
  await page.close();
  return share;
};

for (const [at, file] of files.entries()) {
  const name = basename(file);
  for (const theme of ["light", "dark"]) {
    const page = await open(file, theme);
    const shot = await page.screenshot();
    await page.evaluate(axe);
    // Colours are looked at by axe as they are in this theme; what is closed is opened.
    await page.evaluate(() => document.querySelectorAll("details").forEach((one) => { one.open = true; }));
    const found = await page.evaluate(() => axe.run(document));
    for (const one of found.violations) wrong.push(`${name}, ${theme}: ${one.id} (${one.nodes.length}): ${one.nodes[0].html}`);
    const silent = await open(file, theme, { scripts: false });
    if ((await difference(shot, await silent.screenshot())) > 0) wrong.push(`${name}, ${theme}: looks otherwise without scripts`);
    await silent.close();
    if (at === 0) {
      await page.evaluate(() => document.querySelectorAll("details").forEach((one) => { one.open = false; }));
      // Who gets what, what options change, and a frontier; in the dark the first of them.
      const places = theme === "dark" ? [0] : [0, 3, 5];
      for (const place of places) {
        const figure = (await page.$$("figure svg"))[place];
        // By itself, so that nothing above moves it by a part of a pixel.
        const height = await figure.evaluate((svg) => {
          svg.style.cssText = "position:fixed;left:0;top:0;width:400px;min-width:0;z-index:1;background:var(--paper)";
          return Math.ceil(svg.getBoundingClientRect().height);
        });
        await page.setViewport({ width: 400, height });
        const image = await page.screenshot();
        await figure.evaluate((svg) => svg.removeAttribute("style"));
        const golden = join(kept, `${theme}-${place + 1}.png`);
        if (how === "keep") {
          mkdirSync(kept, { recursive: true });
          writeFileSync(golden, image);
        } else if (existsSync(golden)) {
          compared++;
          const share = await difference(image, readFileSync(golden));
          if (share > 0.005) wrong.push(`${name}, ${theme}, picture ${place + 1}: ${(100 * share).toFixed(1)}% of it look otherwise`);
        }
      }
    }
    // What the README shows.
    if (how === "keep" && theme === "light" && name === "report.html") {
      const shown = { "Who gets what": "who-gets-what", "What each party gets when": "when-numbers-move" };
      await page.setViewport({ width: 640, height: 800 });
      for (const figure of await page.$$("figure")) {
        const title = await figure.$eval("figcaption", (caption) => caption.textContent);
        const picture = Object.entries(shown).find(([begins]) => title.startsWith(begins));
        if (picture) await (await figure.$("svg")).screenshot({ path: join(goldens, `../../docs/${picture[1]}.png`) });
      }
    }
    await page.close();
  }
  const narrow = await open(file, "light", { width: 360 });
  const wide = await narrow.evaluate(() => document.documentElement.scrollWidth);
  if (wide > 360) wrong.push(`${name} is ${wide} wide on a screen of 360`);
  await narrow.emulateMediaType("print");
  const closed = await narrow.evaluate(() => [...document.querySelectorAll("details td")].filter((cell) => !cell.checkVisibility()).length);
  if (closed > 0) wrong.push(`${name}: ${closed} numbers below pictures are not printed`);
  const printed = Buffer.from(await narrow.pdf({ format: "A4" }));
  if (printed.subarray(0, 5).toString() !== "%PDF-" || printed.length < 5000) wrong.push(`${name} cannot be printed`);
  await narrow.close();
}
await browser.close();
console.log(JSON.stringify({ version, compared, wrong }));
