//! The second table: what depends on several options, rules, who may refuse, and proposals.

use super::super::assemble::Origins;
use super::cells::{RULES, Row, Table};
use super::condition::{coefficients, conditions, level, list};
use zopa::exact::Number;
use zopa::model::{
    Acceptance, Code, Coefficient, Condition, Conditions, Diagnostics, Interaction, Keyed, Model, Path, Proposal,
    Quantity, RedLine, Rule,
};
use zopa::text::quoted;

/// Columns before those of the parties.
const ID: usize = 1;
const WHEN: usize = 2;
const THEN: usize = 3;
const BECAUSE: usize = 4;
/// All columns of parties.
const PARTIES: usize = usize::MAX;

/// Reads the table into the model; false if something is wrong with it.
pub(super) fn read(table: &Table, model: &mut Model, origins: &mut Origins, findings: &mut Diagnostics) -> bool {
    let before = findings.0.len();
    let Some(header) = table.rows.first() else { return false };
    for (at, name) in RULES.iter().enumerate() {
        if !header.cell(at).eq_ignore_ascii_case(name) {
            let help = "the first line is `kind,id,when,then,because`, then a column for each party";
            let message = format!("the column {} is headed {}", at + 1, quoted(header.cell(at)));
            table.error(header, at, Code::UnknownField, message, help, findings);
            return false;
        }
    }
    for (column, id) in table.parties(RULES.len()) {
        if model.parties.get(id).is_none() {
            let message = format!("no party is called {}", quoted(id));
            table.error(header, column, Code::UnknownParty, message, "the table of values has the parties", findings);
            return false;
        }
    }
    for row in table.body() {
        Reader { table, row, model, origins, findings }.read();
    }
    !findings.0.iter().skip(before).any(|finding| finding.severity == zopa::model::Severity::Error)
}

struct Reader<'r, 't> {
    table: &'r Table<'t>,
    row: &'r Row,
    model: &'r mut Model,
    origins: &'r mut Origins,
    findings: &'r mut Diagnostics,
}

impl Reader<'_, '_> {
    fn error(&mut self, column: usize, code: Code, message: String, help: &str) {
        self.table.error(self.row, column, code, message, help, self.findings);
    }

    /// What a text in a column means, or an error about it.
    fn parsed<T>(&mut self, column: usize, result: Result<T, String>) -> Option<T> {
        result.map_err(|message| self.error(column, Code::RuleKind, message, "")).ok()
    }

    fn conditions(&mut self, column: usize) -> Option<Conditions> {
        self.parsed(column, conditions(self.row.cell(column)))
    }

    fn text(&self, column: usize) -> Option<String> {
        Some(self.row.cell(column).to_owned()).filter(|text| !text.is_empty())
    }

    /// The parties whose cell is marked.
    fn marked(&mut self) -> Vec<String> {
        let parties = self.table.parties(RULES.len());
        let filled: Vec<(usize, String)> = parties
            .filter(|(column, _)| !self.row.cell(*column).is_empty())
            .map(|(column, id)| (column, id.to_owned()))
            .collect();
        for (column, _) in &filled {
            if !self.row.cell(*column).eq_ignore_ascii_case("x") {
                let message = format!("{} is no mark", quoted(self.row.cell(*column)));
                self.error(*column, Code::WrongType, message, "mark a party with x");
            }
        }
        filled.into_iter().map(|(_, id)| id).collect()
    }

    /// Nothing may stand in these columns.
    fn empty(&mut self, columns: &[usize]) {
        let parties = self.table.parties(RULES.len()).map(|(column, _)| column).filter(|_| columns.contains(&PARTIES));
        let columns: Vec<usize> = columns.iter().copied().filter(|column| *column != PARTIES).chain(parties).collect();
        for column in columns.into_iter().filter(|column| !self.row.cell(*column).is_empty()) {
            let message = format!("a row of the kind {} has nothing in this column", quoted(self.row.cell(0)));
            self.error(column, Code::UnknownField, message, "leave the cell empty");
        }
    }

    /// The number behind words in the first cell, as in `at least 1 at most 2`.
    fn bound(&mut self, words: &str) -> Option<Quantity> {
        let kind = self.row.cell(0).to_lowercase();
        let behind = kind.split_once(words)?.1;
        let number = behind.split_whitespace().next().unwrap_or_default().parse::<Number>();
        if number.is_err() {
            self.error(0, Code::RuleKind, format!("`{words}` needs a number behind it"), "");
        }
        number.ok().map(Quantity::from)
    }

    fn read(&mut self) {
        let kind = self.row.cell(0).to_lowercase();
        match kind.as_str() {
            "interaction" => self.interaction(),
            "red line" => self.red_line(),
            "forbid" => {
                self.empty(&[THEN, PARTIES]);
                let forbid = self.conditions(WHEN);
                self.rule(Rule { forbid, ..Rule::default() });
            }
            "if" => {
                self.empty(&[PARTIES]);
                let (if_, then) = (self.conditions(WHEN), self.conditions(THEN));
                self.rule(Rule { if_, then, ..Rule::default() });
            }
            "veto" => {
                self.empty(&[ID, WHEN, THEN]);
                let veto = self.marked();
                self.model.acceptance.get_or_insert_default().veto.extend(veto);
                self.origins.add(Path::root().key("acceptance").key("veto"), &self.table.place(self.row, 0));
            }
            "deciders" => self.deciders(),
            "proposal" => self.proposal(),
            _ if kind.starts_with("quota") => {
                self.empty(&[ID, WHEN, THEN, PARTIES]);
                let quota = self.bound("quota").and_then(|quota| quota.value.to_string().parse::<u64>().ok());
                if quota.is_none() {
                    self.error(0, Code::RuleKind, "a quota is a number of parties".into(), "write `quota 3`");
                }
                let acceptance: &mut Acceptance = self.model.acceptance.get_or_insert_default();
                acceptance.quota = quota;
                self.origins.add(Path::root().key("acceptance"), &self.table.place(self.row, 0));
            }
            _ if kind.starts_with("sum at") => self.sum(),
            _ if ["at most", "at least", "exactly"].iter().any(|words| kind.starts_with(words)) => {
                self.empty(&[THEN, PARTIES]);
                let of = self.parsed(WHEN, list(self.row.cell(WHEN)));
                let (at_most, at_least) = (self.bound("at most"), self.bound("at least"));
                let exactly = self.bound("exactly");
                self.rule(Rule { of, at_most, at_least, exactly, ..Rule::default() });
            }
            _ => {
                let message = format!("no kind of row is called {}", quoted(&kind));
                let help = "interaction, red line, forbid, if, at most N, at least N, exactly N, sum at most N, \
                            sum at least N, deciders, quota N, veto, proposal";
                self.error(0, Code::RuleKind, message, help);
            }
        }
    }

    fn interaction(&mut self) {
        self.empty(&[ID, THEN]);
        let Some(when) = self.conditions(WHEN) else { return };
        let because = self.text(BECAUSE);
        let parties: Vec<(usize, String)> =
            self.table.parties(RULES.len()).map(|(column, id)| (column, id.to_owned())).collect();
        let mut any = false;
        for (column, id) in parties {
            if self.row.cell(column).is_empty() {
                continue;
            }
            any = true;
            let Some(add) = self.table.number(self.row, column, self.findings) else { continue };
            let Some(utility) = self.model.utilities.0.iter_mut().find(|(party, _)| *party == id) else { continue };
            let path = Path::root().key("utilities").key(&id).key("interactions").index(utility.1.interactions.len());
            self.origins.add(path, &self.table.place(self.row, column));
            let (when, because) = (when.clone(), because.clone());
            utility.1.interactions.push(Interaction { when, add: Some(add.into()), because, ..Interaction::default() });
        }
        if !any {
            self.error(
                0,
                Code::Empty,
                "this interaction adds nothing to anybody".into(),
                "write what it adds below a party",
            );
        }
    }

    fn red_line(&mut self) {
        self.empty(&[THEN]);
        let (Some(when), because, id) = (self.conditions(WHEN), self.text(BECAUSE), self.text(ID)) else { return };
        let parties = self.marked();
        if parties.is_empty() {
            self.error(0, Code::Empty, "nobody has this red line".into(), "mark the parties that refuse with x");
        }
        for party in parties {
            let Some(utility) = self.model.utilities.0.iter_mut().find(|(id, _)| *id == party) else { continue };
            let path = Path::root().key("utilities").key(&party).key("red_lines").index(utility.1.red_lines.len());
            self.origins.add(path, &self.table.place(self.row, WHEN));
            let (id, when, because) = (id.clone(), when.clone(), because.clone());
            utility.1.red_lines.push(RedLine { id, when, because, ..RedLine::default() });
        }
    }

    fn rule(&mut self, rule: Rule) {
        let path = Path::root().key("rules").index(self.model.rules.len());
        self.origins.add(path, &self.table.place(self.row, WHEN));
        let (id, because) = (self.text(ID), self.text(BECAUSE));
        self.model.rules.push(Rule { id, because, ..rule });
    }

    fn sum(&mut self) {
        self.empty(&[PARTIES]);
        let both = [self.bound("at most"), self.bound("at least")];
        if both.iter().all(Option::is_none) {
            self.error(0, Code::RuleKind, "a sum needs a bound".into(), "write `sum at most 100`");
        }
        let Some(terms) = self.parsed(WHEN, coefficients(self.row.cell(WHEN))) else { return };
        let mut sum: Keyed<Coefficient> = Keyed::default();
        for (issue, option, number) in terms {
            let Ok(number) = number.parse::<Number>() else {
                let message = format!("{} is not a number that can be read exactly", quoted(&number));
                return self.error(WHEN, Code::Number, message, "write issue:2 or issue=option:5");
            };
            let known = sum.0.iter_mut().find(|(id, _)| *id == issue).map(|(_, coefficient)| coefficient);
            match (option, known) {
                (None, None) => sum.insert(issue, Coefficient::PerUnit(number.into())),
                (Some(option), None) => {
                    sum.insert(issue, Coefficient::ByOption([(option, number.into())].into_iter().collect()));
                }
                (Some(option), Some(Coefficient::ByOption(options))) if options.get(&option).is_none() => {
                    options.insert(option, number.into());
                }
                _ => {
                    let message = format!("{} is counted twice", quoted(&issue));
                    return self.error(WHEN, Code::DuplicateKey, message, "");
                }
            }
        }
        let [at_most, at_least] = both;
        self.empty(&[THEN]);
        self.rule(Rule { sum: Some(sum), at_most, at_least, ..Rule::default() });
    }

    fn deciders(&mut self) {
        self.empty(&[ID, THEN]);
        let name = self.row.cell(WHEN).to_owned();
        let deciders = self.marked();
        let Some((_, issue)) = self.model.issues.0.iter_mut().find(|(id, _)| *id == name) else {
            let message = format!("no issue is called {}", quoted(&name));
            return self.error(WHEN, Code::UnknownIssue, message, "the column `when` names the issue");
        };
        issue.deciders.get_or_insert_default().extend(deciders);
        self.origins.add(Path::root().key("issues").key(name).key("deciders"), &self.table.place(self.row, WHEN));
    }

    fn proposal(&mut self) {
        self.empty(&[THEN, PARTIES]);
        let Some(id) = self.text(ID) else {
            return self.error(ID, Code::MissingField, "a proposal needs an id".into(), "");
        };
        let Some(when) = self.conditions(WHEN) else { return };
        let because = self.text(BECAUSE);
        let mut package = Keyed::default();
        for (issue, condition) in when.iter() {
            match condition {
                Condition::One(one) => package.insert(issue, level(one.to_string())),
                _ => {
                    let message = format!("a proposal settles {} by one option", quoted(issue));
                    return self.error(WHEN, Code::IncompletePackage, message, "");
                }
            }
        }
        if self.model.proposals.get(&id).is_some() {
            return self.error(ID, Code::DuplicateKey, format!("a second proposal is called {}", quoted(&id)), "");
        }
        self.origins.add(Path::root().key("proposals").key(&id), &self.table.place(self.row, ID));
        self.model.proposals.insert(id, Proposal { package, because, ..Proposal::default() });
    }
}
