/** The list of models, adding one's own, and what they run on. */

import type { Choice } from "../engine/engine.ts";
import { WORDS, type Catalogue, type Entry } from "./catalogue.ts";
import { complain, element, make, say } from "./elements.ts";

export class ModelsView {
  constructor(private readonly catalogue: Catalogue) {
    element<HTMLInputElement>("model_file").addEventListener("change", (event) => {
      const input = event.target as HTMLInputElement;
      void this.add([...(input.files ?? [])]);
      input.value = "";
    });
    catalogue.addEventListener("change", () => this.show());
  }

  /** Adds a file of one's own; what does not fit is told in a sentence. */
  async add(files: File[]): Promise<void> {
    const names = files.map(({ name }) => name).join(", ");
    let isKept = true;
    const add = async () => {
      isKept = await this.catalogue.add(files);
    };
    await this.work(`Opening ${names}…`, add, `${names}: `);
    if (!isKept) say("This browser keeps no files: the model lasts as long as this page.");
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

  private async work(words: string, work: () => Promise<void>, before = ""): Promise<void> {
    complain("");
    say(words);
    try {
      await work();
      say("");
    } catch (error) {
      say("");
      complain(`${before}${(error as Error).message}`);
      this.show();
    }
  }
}

/** A radio button with its words and a quieter line. */
function option(group: string, value: string, title: string, told: string): HTMLElement {
  const id = `${group}_${value}`;
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
