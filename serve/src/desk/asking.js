// What may come instead of an answer, whoever is asked.

class Refused extends Error {
  constructor(status, error) {
    super(error.message);
    Object.assign(this, { status, code: error.code, help: error.help, diagnostics: error.diagnostics, text: error.text });
  }
}

/// Nobody answers.
class Away extends Error {}

/// A question with its files; `raw` ones are JSON already. What else it says comes first.
const written = (files, options, more = '') => {
  const file = ({ name, text, raw }) => `{"name":${JSON.stringify(name)},"text":${raw ? text : JSON.stringify(text)}}`;
  return `{${more}"files":[${files.map(file).join()}],"options":${JSON.stringify(options)}}`;
};
