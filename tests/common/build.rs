//! Small models, built in code.

use super::Q;
use zopa::model::{Condition, Conditions, Issue, Level, OptionList, Party, Quantity, Utility, Values};
use zopa::{Model, Number};

/// A quantity without remarks.
pub fn quantity(value: &Q) -> Quantity {
    Quantity { value: Number::from(value.clone()), ..Quantity::default() }
}

/// A model without parties, issues and utilities.
pub fn empty() -> Model {
    Model::new()
}

/// An issue with these options.
pub fn options(ids: impl IntoIterator<Item = impl Into<String>>) -> Issue {
    Issue { options: Some(OptionList::Ids(ids.into_iter().map(Into::into).collect())), ..Issue::default() }
}

/// The id of a party of [`finite`] and [`additive`]: `p1`, `p2`, …
pub fn party(at: usize) -> String {
    format!("p{}", at + 1)
}

/// One issue, whose options are packages with these utilities: any finite bargaining problem.
pub fn finite<const N: usize>(packages: &[[i64; N]], disagreement: [i64; N]) -> Model {
    let rational = |row: &[i64; N]| row.map(|utility| super::q(utility, 1)).to_vec();
    let packages: Vec<Vec<Q>> = packages.iter().map(rational).collect();
    finite_rational(&packages, &rational(&disagreement))
}

/// The same with fractions.
pub fn finite_rational(packages: &[Vec<Q>], disagreement: &[Q]) -> Model {
    let tables: Vec<Vec<Vec<Q>>> =
        (0..disagreement.len()).map(|party| vec![packages.iter().map(|row| row[party].clone()).collect()]).collect();
    additive(&tables, disagreement)
}

/// Issues whose values add up: `tables[party][issue][option]`.
pub fn additive(tables: &[Vec<Vec<Q>>], disagreement: &[Q]) -> Model {
    let mut model = empty();
    for (at, value) in disagreement.iter().enumerate() {
        model.parties.insert(party(at), Party { disagreement: Some(quantity(value)), ..Party::default() });
    }
    for (issue, table) in tables[0].iter().enumerate() {
        model
            .issues
            .insert(format!("i{}", issue + 1), options((0..table.len()).map(|option| format!("o{}", option + 1))));
    }
    for (at, tables) in tables.iter().enumerate() {
        let values = tables.iter().enumerate().map(|(issue, table)| {
            let by_option =
                table.iter().enumerate().map(|(option, value)| (format!("o{}", option + 1), quantity(value)));
            (format!("i{}", issue + 1), Values::ByOption(by_option.collect()))
        });
        model.utilities.insert(party(at), Utility { values: values.collect(), ..Utility::default() });
    }
    model
}

/// A party of the model, to be changed.
pub fn party_mut<'m>(model: &'m mut Model, id: &str) -> &'m mut Party {
    &mut model.parties.0.iter_mut().find(|(key, _)| key == id).expect("a party of that id").1
}

/// A party's utilities, to be changed.
pub fn utility_mut<'m>(model: &'m mut Model, id: &str) -> &'m mut Utility {
    &mut model.utilities.0.iter_mut().find(|(key, _)| key == id).expect("utilities of that party").1
}

/// That an issue is settled by this option.
pub fn is(issue: &str, option: &str) -> Conditions {
    [(issue, Condition::One(Level::Id(option.into())))].into_iter().collect()
}
