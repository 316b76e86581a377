//! Models at random: every field, every shape, ids of any visible characters. They need not make sense.

use proptest::collection::{btree_map, vec};
use proptest::option::of;
use proptest::prelude::*;
use zopa::Number;
use zopa::exact::Function;
use zopa::model::*;

fn id() -> impl Strategy<Value = String> {
    // No id that is also a key of the shapes that tell themselves apart by their keys: those read as that shape.
    "[a-zA-Z0-9 $.\"\\\\äß€_-]{1,8}"
        .prop_filter("taken", |id| !["per_unit", "points", "scores", "value", "curve"].contains(&id.as_str()))
}

fn text() -> impl Strategy<Value = Option<String>> {
    of("\\PC{0,12}|[\\x00-\\x7f]{0,5}")
}

fn number() -> impl Strategy<Value = Number> {
    prop_oneof![
        (-1000i64..1000).prop_map(Number::from),
        (any::<i64>(), 0u32..12).prop_map(|(n, places)| format!("{n}e-{places}").parse().unwrap()),
        (any::<i32>(), 1u32..1000).prop_map(|(p, q)| format!("{p}/{q}").parse().unwrap()),
    ]
}

fn range() -> impl Strategy<Value = Range> {
    let distribution = prop_oneof![
        Just(Distribution::Uniform),
        Just(Distribution::Triangular),
        Just(Distribution::Pert),
        vec((number(), number()), 0..3).prop_map(Distribution::Discrete),
    ];
    (of(number()), of(number()), of(distribution), of(id()), of(number())).prop_map(
        |(low, high, distribution, factor, correlation)| Range { low, high, distribution, factor, correlation },
    )
}

fn quantity() -> BoxedStrategy<Quantity> {
    prop_oneof![
        number().prop_map(Quantity::from),
        (number(), of(range()), text(), text(), text()).prop_map(|(value, range, note, because, source)| Quantity {
            value,
            range: range.filter(|range| *range != Range::default()).map(Box::new),
            note,
            because,
            source
        }),
    ]
    .boxed()
}

fn keyed<T: std::fmt::Debug + Clone>(value: impl Strategy<Value = T>) -> impl Strategy<Value = Keyed<T>> {
    btree_map(id(), value, 0..4).prop_map(|map| map.into_iter().rev().collect())
}

fn level() -> impl Strategy<Value = Level> {
    let decimal = (any::<i32>(), 1u32..9).prop_map(|(n, places)| format!("{n}e-{places}").parse::<Number>().unwrap());
    let decimal = decimal.prop_filter("whole", |number| !number.value().is_integer()).prop_map(Level::Decimal);
    prop_oneof![id().prop_map(Level::Id), any::<i64>().prop_map(Level::Integer), decimal]
}

fn conditions() -> BoxedStrategy<Conditions> {
    keyed(prop_oneof![
        level().prop_map(Condition::One),
        vec(level(), 0..3).prop_map(Condition::AnyOf),
        (of(level()), of(level())).prop_map(|(from, to)| Condition::Range { from, to }),
    ])
    .boxed()
}

fn values() -> impl Strategy<Value = Values> {
    prop_oneof![
        keyed(quantity()).prop_map(Values::ByOption),
        quantity().prop_map(Values::PerUnit),
        vec((number(), quantity()), 0..4).prop_map(Values::Points),
        (quantity(), keyed(quantity())).prop_map(|(weight, scores)| Values::Weighted { weight, scores }),
        named_curve().prop_map(|named| Values::Curve(Box::new(named))),
    ]
}

fn named_curve() -> impl Strategy<Value = NamedCurve> {
    let curve = (0..Function::ALL.len()).prop_map(|at| Function::ALL[at]);
    (curve, of(quantity()), of(number()), of(number()), remarks()).prop_map(
        |(curve, weight, constant, per_unit, [note, because, source])| NamedCurve {
            curve,
            weight,
            constant,
            per_unit,
            note,
            because,
            source,
        },
    )
}

fn nested() -> impl Strategy<Value = Nested> {
    quantity().prop_map(Nested::Value).prop_recursive(4, 20, 3, |inner| vec(inner, 0..3).prop_map(Nested::List))
}

/// The three remarks that are allowed on everything.
fn remarks() -> impl Strategy<Value = [Option<String>; 3]> {
    [text(), text(), text()]
}

fn party() -> BoxedStrategy<Party> {
    let ratifiers = (keyed(consent()), of(any::<u64>()), vec(id(), 0..3), remarks()).prop_map(
        |(bodies, quota, veto, [note, because, source])| Ratifiers { bodies, quota, veto, note, because, source },
    );
    let talks = [of(quantity()), of(quantity()), of(quantity())];
    (text(), of(quantity()), text(), of(quantity()), of(ratifiers), talks, remarks())
        .prop_map(|(name, disagreement, batna, weight, ratifiers, talks, [note, because, source])| {
            let [patience, breakdown, outside] = talks;
            Party { name, disagreement, batna, weight, ratifiers, patience, breakdown, outside, note, because, source }
        })
        .boxed()
}

fn protocol() -> BoxedStrategy<Protocol> {
    let draft = (vec(id(), 0..3), any::<bool>()).prop_map(|(by, foresee)| DraftTerms { by, foresee });
    let table = any::<u64>().prop_map(|bandwidth| TableTerms { bandwidth });
    let tracks = (any::<bool>(), of(any::<u64>()), text()).prop_map(|(hand_up, bandwidth, from)| TracksTerms {
        hand_up,
        bandwidth,
        from,
    });
    let agenda = (of(any::<u64>()), text()).prop_map(|(bandwidth, from)| AgendaTerms { bandwidth, from });
    let edited = (text(), of(any::<u64>())).prop_map(|(from, edits)| TextTerms { from, edits });
    let blocs = keyed(vec(id(), 0..3));
    let offers = (vec(id(), 0..3), blocs, of(any::<u64>()), any::<bool>(), of(quantity())).prop_map(
        |(order, blocs, rounds, at_random, breakdown)| OffersTerms { order, blocs, rounds, at_random, breakdown },
    );
    let plain = [of(Just(NoTerms {})), of(Just(NoTerms {}))];
    (text(), of(draft), of(table), of(tracks), of(agenda), of(edited), of(offers), plain, remarks())
        .prop_map(|(name, draft, table, tracks, agenda, text, offers, [fallback, zeuthen], [note, because, source])| {
            Protocol { fallback, zeuthen, name, draft, table, tracks, agenda, text, offers, note, because, source }
        })
        .boxed()
}

fn consent() -> BoxedStrategy<Consent> {
    (text(), conditions(), keyed(quantity()), utility(), of(quantity()))
        .prop_map(|(name, when, utilities, utility, at_least)| {
            let Utility { constant, values, interactions, tables, note, because, source, .. } = utility;
            Consent { name, when, utilities, constant, values, interactions, tables, at_least, note, because, source }
        })
        .boxed()
}

fn cluster() -> impl Strategy<Value = Cluster> {
    (text(), remarks()).prop_map(|(name, [note, because, source])| Cluster { name, note, because, source })
}

fn options() -> impl Strategy<Value = OptionList> {
    let option =
        (text(), remarks()).prop_map(|(name, [note, because, source])| IssueOption { name, note, because, source });
    prop_oneof![vec(id(), 0..4).prop_map(OptionList::Ids), keyed(option).prop_map(OptionList::Objects)]
}

fn issue() -> BoxedStrategy<Issue> {
    let integer = (any::<i64>(), any::<i64>(), any::<i64>(), text(), remarks()).prop_map(
        |(min, max, step, unit, [note, because, source])| Integer { min, max, step, unit, note, because, source },
    );
    let continuous = (number(), number(), text(), remarks())
        .prop_map(|(min, max, unit, [note, because, source])| Continuous { min, max, unit, note, because, source });
    let divided = (quantity(), text(), keyed(quantity()), remarks()).prop_map(
        |(amount, unit, claims, [note, because, source])| Divided { amount, unit, claims, note, because, source },
    );
    let decimal = ([number(), number(), number()], text(), remarks()).prop_map(
        |([min, max, step], unit, [note, because, source])| Decimal { min, max, step, unit, note, because, source },
    );
    let kinds = (of((options(), text())), of(integer), of(decimal), of(continuous), of(divided));
    (text(), of(id()), kinds, any::<bool>(), of(level()), of(vec(id(), 0..3)), remarks())
        .prop_map(
            |(
                name,
                cluster,
                (listed, integer, decimal, continuous, divided),
                ordered,
                baseline,
                deciders,
                [note, because, source],
            )| {
                let (options, unit) = listed.map_or((None, None), |(options, unit)| (Some(options), unit));
                Issue {
                    name,
                    cluster,
                    options,
                    unit,
                    integer,
                    decimal,
                    continuous,
                    divided,
                    ordered,
                    baseline,
                    deciders,
                    note,
                    because,
                    source,
                }
            },
        )
        .boxed()
}

fn utility() -> BoxedStrategy<Utility> {
    let interaction = (conditions(), of(quantity()), keyed(values()), remarks()).prop_map(
        |(when, add, values, [note, because, source])| Interaction { when, add, values, note, because, source },
    );
    let table = (vec(id(), 0..3), nested(), remarks()).prop_map(|(issues, add, [note, because, source])| Table {
        issues,
        add,
        note,
        because,
        source,
    });
    let red_line = (of(id()), conditions(), remarks()).prop_map(|(id, when, [note, because, source])| RedLine {
        id,
        when,
        note,
        because,
        source,
    });
    let promise = (conditions(), quantity(), quantity(), probability(), remarks()).prop_map(
        |(when, kept, broken, credibility, [note, because, source])| Commitment {
            when,
            kept,
            broken,
            credibility,
            note,
            because,
            source,
        },
    );
    let lists = (vec(interaction, 0..3), vec(table, 0..2), vec(promise, 0..2), vec(red_line, 0..3));
    let tier = prop_oneof![level().prop_map(Condition::One), vec(level(), 0..3).prop_map(Condition::AnyOf)];
    let order = (of(vec(tier, 0..3)), of(level()));
    (of(quantity()), of(quantity()), keyed(values()), order, lists, remarks())
        .prop_map(|(constant, at_most, values, (ranks, accepts), lists, [note, because, source])| {
            let (interactions, tables, commitments, red_lines) = lists;
            Utility {
                constant,
                at_most,
                ranks,
                accepts,
                values,
                interactions,
                tables,
                commitments,
                red_lines,
                note,
                because,
                source,
            }
        })
        .boxed()
}

fn payoff() -> BoxedStrategy<Payoff> {
    let sum = (quantity(), keyed(values()), of((vec(id(), 0..3), nested())), remarks()).prop_map(
        |(constant, values, table, [note, because, source])| {
            let table = table.map(|(issues, add)| Table { issues, add, note: None, because: None, source: None });
            let (interactions, tables) = (Vec::new(), table.into_iter().collect());
            let constant = Some(constant);
            Payoff::ByPackage(Box::new(StateUtility { constant, values, interactions, tables, note, because, source }))
        },
    );
    prop_oneof![3 => quantity().prop_map(Payoff::Number), 1 => sum].boxed()
}

fn probability() -> BoxedStrategy<Probability> {
    let attack = [payoff(), payoff(), payoff(), payoff(), payoff()]
        .prop_map(|[gain, cost, peace, war, fights]| Event::Attack(Attack { gain, cost, peace, war, fights }.into()));
    let breach = [payoff(), payoff(), payoff()]
        .prop_map(|[gain, loss, detection]| Event::Breach(Breach { gain, loss, detection }.into()));
    let execution = [payoff(), payoff()]
        .prop_map(|[executing, reneging]| Event::Execution(Execution { executing, reneging }.into()));
    prop_oneof![
        2 => quantity().prop_map(Probability::Number),
        1 => (prop_oneof![attack, breach, execution], [of(quantity()), of(quantity())], of(of(id())), remarks()).prop_map(
            |(event, [then, otherwise], held, [note, because, source])| {
                let (must_hold, id) = (held.is_some(), held.flatten());
                let periods = Keyed::default();
                let formula = Formula { event, then, otherwise, must_hold, id, periods, note, because, source };
                Probability::Formula(Box::new(formula))
            },
        ),
    ]
    .boxed()
}

fn state() -> BoxedStrategy<State> {
    let given = (conditions(), keyed(probability()), remarks())
        .prop_map(|(when, beliefs, [note, because, source])| Given { when, beliefs, note, because, source });
    let utility = utility().prop_map(|utility| {
        let Utility { constant, values, interactions, tables, note, because, source, .. } = utility;
        StateUtility { constant, values, interactions, tables, note, because, source }
    });
    (text(), keyed(probability()), vec(given, 0..2), btree_map(id(), utility, 0..2), remarks())
        .prop_map(|(name, beliefs, given, utilities, [note, because, source])| State {
            name,
            beliefs,
            given,
            utilities: utilities.into_iter().collect(),
            note,
            because,
            source,
        })
        .boxed()
}

fn rule() -> BoxedStrategy<Rule> {
    // A rule holds or not: its coefficients have no ranges.
    let coefficient = prop_oneof![
        quantity().prop_map(|quantity| Coefficient::PerUnit(Quantity { range: None, ..quantity })),
        keyed(quantity()).prop_map(Coefficient::ByOption)
    ];
    let kinds =
        (of(conditions()), of(conditions()), of(conditions()), of(vec(conditions(), 0..3)), of(keyed(coefficient)));
    let sums = (of(consent()), of(quantity()), of(quantity()), of(quantity()));
    (of(id()), kinds, sums, remarks())
        .prop_map(|(id, (forbid, if_, then, of, sum), (added, at_most, at_least, exactly), [note, because, source])| {
            let Consent { utilities, constant, values, interactions, tables, .. } = added.unwrap_or_default();
            Rule {
                id,
                forbid,
                if_,
                then,
                of,
                sum,
                utilities,
                constant,
                values,
                interactions,
                tables,
                at_most,
                at_least,
                exactly,
                note,
                because,
                source,
            }
        })
        .boxed()
}

fn aim() -> BoxedStrategy<Aim> {
    (id(), text(), id(), conditions(), any::<bool>(), remarks())
        .prop_map(|(id, name, party, when, core, [note, because, source])| Aim {
            id,
            name,
            party,
            when,
            core,
            note,
            because,
            source,
        })
        .boxed()
}

/// Any model.
pub fn model() -> impl Strategy<Value = Model> {
    let beliefs = of(prop::sample::select(vec![Carrying::Own, Carrying::Common]));
    let acceptance = (of(any::<u64>()), vec(id(), 0..3), beliefs, remarks()).prop_map(
        |(quota, veto, beliefs, [note, because, source])| Acceptance { quota, veto, beliefs, note, because, source },
    );
    let proposal = (text(), keyed(level()), remarks()).prop_map(|(name, package, [note, because, source])| Proposal {
        name,
        package,
        note,
        because,
        source,
    });
    let factor =
        (text(), remarks()).prop_map(|(name, [note, because, source])| CommonFactor { name, note, because, source });
    let follows = of(prop_oneof![Just(NoDealRule::SecurityLevels), Just(NoDealRule::VariableThreats)]);
    let threats = (follows, keyed(keyed(vec(quantity(), 0..3))), remarks())
        .prop_map(|(rule, payoffs, [note, because, source])| Threats { rule, payoffs, note, because, source });
    let head = (text(), text(), text(), vec("\\PC{0,9}", 0..3), remarks(), any::<bool>());
    let body = (
        keyed(party()),
        keyed(cluster()),
        keyed(issue()),
        keyed(utility()),
        vec(rule(), 0..4),
        of(acceptance),
        keyed(proposal),
        (
            keyed(factor),
            btree_map(id(), state(), 0..2).prop_map(|map| map.into_iter().collect()),
            of(threats),
            keyed(consent()),
            vec(aim(), 0..3),
            keyed(protocol()),
        ),
    );
    (head, body).prop_map(|(head, body)| {
        let (schema, title, description, sources, [note, because, source], comparable) = head;
        let (mut parties, clusters, issues, utilities, rules, acceptance, proposals, others) = body;
        let (factors, states, threats, approvals, aims, protocols) = others;
        // Something has to say what a party has without a deal.
        for (id, party) in &mut parties.0 {
            let ranked = utilities.get(id).is_some_and(|utility: &Utility| utility.ranks.is_some());
            if !ranked && threats.is_none() {
                party.disagreement.get_or_insert_default();
            }
        }
        Model {
            schema,
            zopa: 1,
            title,
            description,
            sources,
            note,
            because,
            source,
            comparable,
            parties,
            clusters,
            issues,
            utilities,
            rules,
            approvals,
            aims,
            protocols,
            acceptance,
            proposals,
            factors,
            states,
            threats,
            assumptions: Vec::new(),
        }
    })
}
