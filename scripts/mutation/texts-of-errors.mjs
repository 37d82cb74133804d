// Excludes from mutation the text of an error, `new ArgumentError('…')` and the `message` of a reason.
// Tests do not check every word of a message, and `''` for it is not a wrong number. The condition that leads to the
// error, its class or `_tag`, and the names that are passed to what builds a message are still mutated, and so
// are texts that calculate something within. How many were left alone is printed with each report.
const isPlain = (node) =>
  node.type === 'Identifier' ||
  (node.type === 'MemberExpression' && !node.computed && isPlain(node.object)) ||
  (node.type === 'CallExpression' &&
    isPlain(node.callee) &&
    node.arguments.every((argument) => argument.type === 'StringLiteral' || isPlain(argument)));

const isText = ({ type, expressions }) =>
  type === 'StringLiteral' || (type === 'TemplateLiteral' && expressions.every(isPlain));

const isOfError = ({ key, listKey, parent }) =>
  (parent.type === 'NewExpression' &&
    listKey === 'arguments' &&
    /Error$/.test(parent.callee.name ?? '')) ||
  (parent.type === 'ObjectProperty' && key === 'value' && parent.key.name === 'message');

export const strykerPlugins = [
  {
    kind: 'Ignore',
    name: 'texts-of-errors',
    value: {
      shouldIgnore: (path) =>
        isText(path.node) && isOfError(path) ? 'the text of an error' : undefined,
    },
  },
];
