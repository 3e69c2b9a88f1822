/* A text of Python that can be edited: CodeMirror 6, in the book's colours. */

import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { pythonLanguage } from "@codemirror/lang-python";
import {
  bracketMatching,
  HighlightStyle,
  indentOnInput,
  indentUnit,
  LanguageSupport,
  syntaxHighlighting,
} from "@codemirror/language";
import { Compartment, EditorState, StateEffect, StateField } from "@codemirror/state";
import {
  Decoration,
  type DecorationSet,
  drawSelection,
  EditorView,
  highlightActiveLine,
  type KeyBinding,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";

// Colours are the book's own (widgets/kit/theme.py), so they follow a light or a dark page by themselves.
const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.self], color: "var(--hl-accent)", fontWeight: "600" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--hl-positive)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--hl-negative)" },
  { tag: tags.comment, color: "var(--hl-muted)", fontStyle: "italic" },
  {
    tag: [tags.function(tags.definition(tags.variableName)), tags.definition(tags.className)],
    color: "var(--hl-n)",
    fontWeight: "600",
  },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName)], color: "var(--hl-n)" },
  { tag: tags.invalid, color: "var(--hl-wrong)", textDecoration: "underline" },
]);

const setWrongLine = StateEffect.define<number>();
const wrongLine = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marked, transaction) {
    for (const effect of transaction.effects) {
      if (effect.is(setWrongLine)) return markOf(effect.value, transaction.state);
    }
    return transaction.docChanged ? Decoration.none : marked;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** 0 marks no line. */
function markOf(line: number, { doc }: EditorState): DecorationSet {
  if (!line || line > doc.lines) return Decoration.none;
  return Decoration.set([Decoration.line({ class: "hl-wrong-line" }).range(doc.line(line).from)]);
}

interface Options {
  parent: Element;
  text: string;
  label: string;
  keys: KeyBinding[];
  onChange: () => void;
}

export class Editor {
  readonly #view: EditorView;
  readonly #readOnly = new Compartment();

  constructor({ parent, text, label, keys, onChange }: Options) {
    this.#view = new EditorView({
      doc: text,
      parent,
      extensions: [
        keymap.of([...keys, indentWithTab, ...defaultKeymap, ...historyKeymap]),
        lineNumbers(),
        history(),
        drawSelection(),
        highlightActiveLine(),
        bracketMatching(),
        indentOnInput(),
        indentUnit.of("    "),
        EditorState.tabSize.of(4),
        new LanguageSupport(pythonLanguage), // without the completions of `python()`, which nothing here shows
        syntaxHighlighting(colours),
        wrongLine,
        this.#readOnly.of([]),
        // Named as a stop of the tab key from the start: its frame scrolls, and must be reached by keyboard.
        EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" }),
        EditorView.updateListener.of((change) => {
          if (change.docChanged) onChange();
        }),
      ],
    });
  }

  get text(): string {
    return this.#view.state.doc.toString();
  }

  /** An edit like any other: undo brings the text before it back. */
  replace(text: string): void {
    this.#view.dispatch({ changes: { from: 0, to: this.#view.state.doc.length, insert: text } });
  }

  set readOnly(is: boolean) {
    this.#view.dispatch({ effects: this.#readOnly.reconfigure(EditorState.readOnly.of(is)) });
  }

  /** The line of an error, counted from 1; 0 for none. */
  set wrongLine(line: number) {
    this.#view.dispatch({ effects: setWrongLine.of(line) });
  }

  focus(): void {
    this.#view.focus();
  }
}
