//! What was asked, as options: those that are not as they usually are.

use super::ending::Refusal;
use serde::Serialize;
use serde_json::{Map, Value};
use zopa::model::Setting;

/// The options of a question that are not as they usually are. What says where its answer goes and how it is found is none of it.
pub fn options<Q: Serialize + Default>(asked: &Q) -> Result<Map<String, Value>, Refusal> {
    let all = |asked: &Q| match serde_json::to_value(asked) {
        Ok(Value::Object(options)) => Ok(options),
        _ => Err(Refusal::new("this question cannot be written down", None)),
    };
    let usual = all(&Q::default())?;
    Ok(all(asked)?.into_iter().filter(|(key, value)| usual.get(key) != Some(value)).collect())
}

/// The command line that asks it of these files.
pub fn line<Q: Serialize + Default>(
    command: &str,
    model: &str,
    asked: &Q,
    settings: &[Setting],
) -> Result<String, Refusal> {
    let mut words = vec!["zopa".to_owned(), command.to_owned(), word(model)];
    let mut say = |key: &str, value: &str| words.extend([format!("--{key}"), word(value)]);
    for (key, value) in options(asked)? {
        match &value {
            Value::Array(all) => all.iter().for_each(|one| say(&key, &shown(one))),
            Value::Object(by_id) => by_id.iter().for_each(|(id, by)| say(&key, &format!("{id}={}", shown(by)))),
            other => say(&key, &shown(other)),
        }
    }
    settings.iter().for_each(|setting| say("set", &setting.to_string()));
    Ok(words.join(" "))
}

fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// A word of a command line, in quotes where a shell would read something else.
fn word(text: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "_-./=:,%+@".contains(c);
    match !text.is_empty() && text.chars().all(plain) {
        true => text.to_owned(),
        false => format!("'{}'", text.replace('\'', "'\\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default, Serialize)]
    #[serde(rename_all = "kebab-case")]
    struct Question {
        fix: Vec<String>,
        draws: Option<u64>,
        seed: Option<u64>,
    }

    #[test]
    fn what_is_as_usual_is_not_said() {
        let asked = Question { fix: vec!["price=80".into(), "no deal's=x".into()], draws: Some(7), seed: None };
        let set = [Setting::parse("parties.a.weight=1/3").expect("a setting")];
        let line = line("sweep", "my model.json", &asked, &set).expect("it is written");
        let expected =
            "zopa sweep 'my model.json' --draws 7 --fix price=80 --fix 'no deal'\\''s=x' --set parties.a.weight=1/3";
        let sorted = |line: &str| {
            let mut words: Vec<String> = line.split(" --").map(str::to_owned).collect();
            words.sort();
            words
        };
        assert_eq!(sorted(&line), sorted(expected));
        assert_eq!(options(&Question::default()).expect("options").len(), 0);
    }
}
