// Generated from spec/*.yaml. Do not edit: change the spec, then `make generate`.
// digest: 917c4912068ecb74b76a39f0699bcadb
// Starts Swagger UI. Lists have a hundred parameters: those that compare a field by an operator (`title__contains`) are
// folded behind a button for each field. Every parameter is in the document all the same.
const OPERATOR = /^(.+)__(ne|gt|gte|lt|lte|in|contains|startswith|has|isnull)$/;

// Says which fields are unfolded, for each operation by its path and method.
const unfolded = new Map();

function fieldOf(parameter) {
  const found = parameter.get("in") === "query" && OPERATOR.exec(parameter.get("name"));
  return found ? found[1] : null;
}

function folding({ React }) {
  const h = React.createElement;
  const Unfolded = React.createContext(null);

  function Buttons({ fields, open, toggle }) {
    const buttons = [...fields].map(([field, count]) => {
      const pressed = open.has(field);
      const label = `${field} (${count})`;
      const style = { margin: "0 8px 8px 0", padding: "2px 8px" };
      return h("button", { key: field, type: "button", className: "btn", style, "aria-expanded": pressed,
        onClick: () => toggle(field) }, `${pressed ? "▾" : "▸"} ${label}`);
    });
    return h("tr", { className: "operators" },
      h("td", { className: "parameters-col_name" }, h("b", null, "More filters")),
      h("td", { className: "parameters-col_description" }, ...buttons));
  }

  const parameters = (Original) => (props) => {
    const key = JSON.stringify(props.pathMethod);
    const [open, setOpen] = React.useState(unfolded.get(key) ?? new Set());
    const fields = new Map();
    for (const each of props.parameters ?? []) {
      const field = fieldOf(each);
      if (field !== null) fields.set(field, (fields.get(field) ?? 0) + 1);
    }
    const toggle = (field) => {
      const next = new Set(open);
      if (!next.delete(field)) next.add(field);
      unfolded.set(key, next);
      setOpen(next);
    };
    const first = (props.parameters ?? []).find((each) => fieldOf(each) !== null);
    return h(Unfolded.Provider, { value: { fields, open, toggle, first: first?.get("name") } }, h(Original, props));
  };

  const parameterRow = (Original) => (props) => {
    const { fields, open, toggle, first } = React.useContext(Unfolded);
    const field = fieldOf(props.rawParam);
    const row = field === null || open.has(field) ? h(Original, props) : null;
    const begins = field !== null && props.rawParam.get("name") === first;
    return begins ? h(React.Fragment, null, h(Buttons, { fields, open, toggle }), row) : row;
  };

  // Swagger UI would send the example of a parameter; this shows it, and sends nothing until somebody writes.
  const JsonSchemaForm = (Original) => (props) => {
    const example = props.schema?.getIn?.(["examples", 0]);
    const shown = ["string", "number"].includes(typeof example) ? `${example}` : props.description;
    return h(Original, { ...props, description: shown });
  };

  return { wrapComponents: { parameters, parameterRow, JsonSchemaForm } };
}

// Requests go to the service that serves this page, whichever servers its document names.
function ownServer() {
  const own = { url: new URL(".", openapi).href.replace(/\/$/, "") };
  const updateJsonSpec = (update) => (spec) => update({ ...spec, servers: [own] });
  return { statePlugins: { spec: { wrapActions: { updateJsonSpec } } } };
}

const place = document.getElementById("docs");
const openapi = new URL(place.dataset.openapi, document.baseURI).href;
SwaggerUIBundle({
  domNode: place,
  url: openapi,
  deepLinking: true,
  displayRequestDuration: true,
  tryItOutEnabled: true,
  validatorUrl: null,
  plugins: [folding, ownServer],
});
