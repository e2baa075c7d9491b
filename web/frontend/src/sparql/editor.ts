// CodeMirror with SPARQL, completing the dataset's own prefixes and terms.
import { autocompletion, completionKeymap, type CompletionSource } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { sparql } from "codemirror-lang-sparql";

export interface Suggestion {
  label: string;
  detail: string;
  type: "class" | "property" | "namespace";
}

const look = EditorView.theme({
  "&": { backgroundColor: "var(--surface)", color: "var(--ink)", fontSize: "0.9rem" },
  "&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "1px" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.55" },
  ".cm-content": { minHeight: "14rem", caretColor: "var(--ink)", padding: "0.6rem 0" },
  ".cm-gutters": { backgroundColor: "var(--sunken)", color: "var(--muted)", border: "none" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "transparent" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": {
    backgroundColor: "color-mix(in srgb, var(--accent) 25%, transparent)",
  },
  ".cm-tooltip": { backgroundColor: "var(--surface)", color: "var(--ink)", border: "1px solid var(--line)" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": {
    backgroundColor: "var(--accent)",
    color: "var(--on-accent)",
  },
});

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--madder)", fontWeight: "600" },
  { tag: [tags.variableName, tags.special(tags.variableName)], color: "var(--accent)" },
  { tag: [tags.string, tags.literal], color: "var(--code-string)" },
  { tag: tags.comment, color: "var(--muted)", fontStyle: "italic" },
  { tag: [tags.url, tags.namespace], color: "var(--code-iri)" },
]);

// A browser that types over a selection copies its look as an inline style, which the policy
// forbids; the editor replaces the selection itself instead.
const typeOver = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const selected = !view.state.selection.main.empty;
    if (event.inputType !== "insertText" || !event.data || view.composing || !selected) return false;
    view.dispatch(view.state.replaceSelection(event.data), { userEvent: "input.type" });
    event.preventDefault();
    return true;
  },
});

/** Put an editor over a text field. */
export function edit(
  field: HTMLTextAreaElement,
  suggestions: readonly Suggestion[],
  label: string,
  nonce: string,
  run: () => void,
): EditorView {
  const runKey = { key: "Mod-Enter", run: () => (run(), true) };
  const view = new EditorView({
    state: EditorState.create({
      doc: field.value,
      extensions: [
        EditorView.cspNonce.of(nonce),
        EditorView.contentAttributes.of({ "aria-label": label }),
        EditorView.lineWrapping,
        lineNumbers(),
        history(),
        drawSelection(),
        bracketMatching(),
        highlightActiveLine(),
        sparql(),
        typeOver,
        syntaxHighlighting(colours),
        autocompletion({ override: [complete(suggestions)] }),
        keymap.of([runKey, ...completionKeymap, ...historyKeymap, ...defaultKeymap]),
        look,
      ],
    }),
  });
  field.hidden = true;
  field.after(view.dom);
  return view;
}

function complete(suggestions: readonly Suggestion[]): CompletionSource {
  return (context) => {
    const word = context.matchBefore(/[\w-]*:?[\w-]*/);
    if (!word || (word.from === word.to && !context.explicit)) return null;
    return { from: word.from, options: [...suggestions], validFor: /^[\w-]*:?[\w-]*$/ };
  };
}
