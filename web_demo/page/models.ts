/** The list of models, adding one's own, and what they run on. */

import { Turns } from "../core/turns.ts";
import type { Choice } from "../engine/engine.ts";
import { WORDS, type Catalogue, type Entry } from "./catalogue.ts";
import { complain, element, make, say, stem } from "./elements.ts";

const JSON_NAME = /\.json$/i;

export class ModelsView {
  private begun = 0;
  private readonly turns = new Turns(); // one dialog at a time

  constructor(private readonly catalogue: Catalogue) {
    element<HTMLInputElement>("model_file").addEventListener("change", (event) => {
      const input = event.target as HTMLInputElement;
      void this.add([...(input.files ?? [])]);
      input.value = "";
    });
    catalogue.addEventListener("change", () => this.show());
  }

  /** Adds files of one's own, each with its JSON if it is there; what does not fit is told. */
  async add(files: File[]): Promise<void> {
    const jsons = files.filter(({ name }) => JSON_NAME.test(name));
    const models = files.filter(({ name }) => !JSON_NAME.test(name));
    const names = files.map(({ name }) => name).join(", ");
    let areKept = true;
    await this.work(`Opening ${names}…`, async () => {
      if (!models.length) {
        throw new Error(`${names}: A .json only describes a model: add its .tflite file too.`);
      }
      const refusals: string[] = [];
      for (const file of models) {
        const named = jsons.find(({ name }) => stem(name) === stem(file.name));
        const json = named ?? (files.length === 2 ? jsons[0] : undefined); // one of each
        try {
          areKept = (await this.turns.take(() => this.catalogue.add(file, json))) && areKept;
        } catch (error) {
          refusals.push(`${file.name}: ${(error as Error).message}`);
        }
      }
      if (refusals.length) throw new Error(refusals.join(" "));
    });
    if (!areKept) say("This browser keeps no files: the model lasts as long as this page.");
  }

  private show(): void {
    const { models, chosen } = this.catalogue;
    const focused = document.activeElement?.id;
    element("model_list").replaceChildren(...models.map((entry) => this.row(entry)));
    element("chosen").textContent = chosen ? `${chosen.title} · ${chosen.runsOn}` : "";
    element("way_list").replaceChildren(...this.ways());
    if (focused) document.getElementById(focused)?.focus();
  }

  private row(entry: Entry): HTMLElement {
    const row = option("model", entry.key, entry.title, entry.facts);
    const radio = row.querySelector("input") as HTMLInputElement;
    radio.checked = entry === this.catalogue.chosen;
    radio.addEventListener("change", () => {
      void this.work(`Opening ${entry.title}…`, () => this.catalogue.choose(entry));
    });
    if (entry.isOwn) {
      const button = make("button", { textContent: "Remove", ariaLabel: `Remove ${entry.key}` });
      button.addEventListener("click", () => {
        void this.work(`Removing ${entry.key}…`, () => this.catalogue.remove(entry));
      });
      row.append(button);
    }
    return row;
  }

  private ways(): HTMLElement[] {
    const state = this.catalogue.chosen?.state;
    const taken = state ? WORDS[state.taken.name](state.taken.way.threads) : "";
    const rows: [Choice, string, string, boolean][] = [
      ["automatic", "Automatic", `The fastest: ${taken}`, true],
    ];
    for (const { name, way, median, reason } of state?.trials ?? []) {
      const told = median === null ? `Not used. ${reason}` : `${median.toFixed(1)} ms a picture`;
      rows.push([name, WORDS[name](way.threads), told, median !== null]);
    }
    return rows.map(([choice, title, told, isThere]) => {
      const row = option("way", choice, title, told);
      const radio = row.querySelector("input") as HTMLInputElement;
      radio.checked = choice === this.catalogue.choice;
      radio.disabled = !isThere;
      radio.addEventListener("change", () => {
        void this.work(`Trying ${title}…`, () => this.catalogue.run(choice));
      });
      return row;
    });
  }

  private async work(words: string, work: () => Promise<void>): Promise<void> {
    const turn = ++this.begun;
    complain("");
    say(words);
    try {
      await work();
    } catch (error) {
      complain((error as Error).message);
      this.show();
    }
    if (turn === this.begun) say(""); // else something newer goes on
  }
}

/** A radio button with its words and a quieter line. */
function option(group: string, value: string, title: string, told: string): HTMLElement {
  const id = `${group}_${encodeURIComponent(value)}`; // an id has no space
  const radio = make("input", { type: "radio", name: group, value, id });
  radio.setAttribute("aria-describedby", `${id}_told`);
  return make(
    "div",
    { className: "option" },
    radio,
    make("label", { htmlFor: id, textContent: title }),
    make("span", { className: "quiet", id: `${id}_told`, textContent: told }),
  );
}
