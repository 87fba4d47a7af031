"use strict";
// Looks at one page in a browser: node check.js PACKAGES BROWSER PAGE FOLDER → {browser, axe, runs} as JSON.
// Each run is a width (or paper) in light or dark: what axe finds, what does not fit, and what the page fetched.
const { createRequire } = require("node:module");
const { pathToFileURL } = require("node:url");
const path = require("node:path");
const fs = require("node:fs");

const [packages, browserPath, page, folder] = process.argv.slice(2);
const load = createRequire(path.resolve(packages, "package.json"));
const puppeteer = load("puppeteer-core");
const axe = fs.readFileSync(load.resolve("axe-core/axe.min.js"), "utf8");

const RUNS = [
  { name: "360 light", width: 360, scheme: "light" },
  { name: "360 dark", width: 360, scheme: "dark" },
  { name: "768 light", width: 768, scheme: "light" },
  { name: "1440 light", width: 1440, scheme: "light" },
  { name: "1440 dark", width: 1440, scheme: "dark" },
  { name: "print", width: 794, scheme: "dark", media: "print" },
];

async function look(browser, run) {
  const tab = await browser.newPage();
  const fetched = [];
  tab.on("request", (request) => fetched.push(request.url()));
  await tab.setViewport({ width: run.width, height: 900 });
  await tab.emulateMediaFeatures([{ name: "prefers-color-scheme", value: run.scheme }]);
  if (run.media) await tab.emulateMediaType(run.media);
  // The page forbids every script, so axe comes in past its policy and not through it.
  await tab.setBypassCSP(true);
  await tab.goto(pathToFileURL(page).href, { waitUntil: "load" });
  await tab.evaluate(() => document.querySelectorAll("details").forEach((each) => { each.open = true; }));
  await tab.evaluate(axe);
  // Nobody touches paper.
  const rules = { "target-size": { enabled: !run.media } };
  const { violations } = await tab.evaluate((rules) => {
    const runOnly = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    return globalThis.axe.run(document, { runOnly, rules });
  }, rules);
  const wide = await tab.evaluate(() => document.scrollingElement.scrollWidth - document.documentElement.clientWidth);
  const scripts = await tab.evaluate(() => document.scripts.length);
  await tab.evaluate(() => document.querySelectorAll("details").forEach((each) => { each.open = false; }));
  await tab.screenshot({ path: path.join(folder, `${run.name.replace(" ", "-")}.png`), fullPage: true });
  if (run.media) await tab.pdf({ path: path.join(folder, "report.pdf"), format: "A4" });
  for (const [at, figure] of (await tab.$$("figure")).entries()) {
    if (run.width === 1440) await figure.screenshot({ path: path.join(folder, `figure-${at}-${run.scheme}.png`) });
  }
  await tab.close();
  return {
    name: run.name,
    wide,
    scripts,
    fetched: fetched.slice(1),
    violations: violations.map(({ id, help, nodes }) => ({
      id,
      help,
      count: nodes.length,
      first: nodes.slice(0, 3).map((node) => `${node.target.join(" ")}: ${node.failureSummary}`),
    })),
  };
}

async function main() {
  const browser = await puppeteer.launch({ executablePath: browserPath, args: ["--no-sandbox", "--disable-gpu"] });
  const runs = [];
  for (const run of RUNS) runs.push(await look(browser, run));
  const version = await browser.version();
  await browser.close();
  process.stdout.write(JSON.stringify({ browser: version, axe: load("axe-core/package.json").version, runs }));
}

main().catch((problem) => {
  process.stderr.write(`${problem.message}\n`);
  process.exitCode = 1;
});
