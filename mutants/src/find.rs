//! The mutants of a file, found in its syntax tree.

use std::error::Error;
use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Attribute, BinOp, Block, Expr, ReturnType, Signature, Type, UnOp};

/// A small fault.
#[derive(Debug)]
pub struct Mutant {
    pub room: &'static str,
    /// Within the copy.
    pub file: PathBuf,
    pub line: usize,
    /// In which function.
    function: String,
    what: String,
    pub edit: Edit,
}

/// What becomes of the text. Places are in bytes of the file.
#[derive(Debug)]
pub enum Edit {
    /// Returns this as soon as the function whose body this is begins.
    Return { body: Range<usize>, value: String },
    /// Another operator between two operands.
    Operator { whole: Range<usize>, left: Range<usize>, right: Range<usize>, operator: &'static str },
    /// Only the operand.
    Operand { whole: Range<usize>, operand: Range<usize> },
    /// A guard that always or never holds.
    Guard { whole: Range<usize>, holds: bool },
}

impl Edit {
    /// What is replaced.
    pub fn whole(&self) -> &Range<usize> {
        match self {
            Edit::Return { body, .. } => body,
            Edit::Operator { whole, .. } | Edit::Operand { whole, .. } | Edit::Guard { whole, .. } => whole,
        }
    }
}

impl fmt::Display for Mutant {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}:{} {}: {}", self.file.display(), self.line, self.function, self.what)
    }
}

/// All mutants of a file, in the order of the text.
pub fn mutants(room: &'static str, tree: &Path, path: &Path) -> Result<Vec<Mutant>, Box<dyn Error>> {
    let text = std::fs::read_to_string(path)?;
    let file = path.strip_prefix(tree)?.into();
    let mut finder = Finder { room, file, function: String::new(), found: Vec::new() };
    finder.visit_file(&syn::parse_file(&text)?);
    Ok(finder.found)
}

/// Takes the mutant of a line such as `Survived: src/a.rs:12 f: < becomes <=` out of all: the same change of the same function, which
/// may stand some lines away by now. None if there is none any more.
pub fn again(line: &str, all: &mut Vec<Mutant>) -> Option<Mutant> {
    let (file, rest) = line.get(line.find("src/")?..)?.split_once(':')?;
    let (line, change) = rest.split_once(' ')?;
    let line: usize = line.parse().ok()?;
    let is_meant = |one: &Mutant| one.file == Path::new(file) && format!("{}: {}", one.function, one.what) == change;
    let meant = all.iter().enumerate().filter(|(_, one)| is_meant(one));
    let (at, _) = meant.min_by_key(|(_, one)| one.line.abs_diff(line))?;
    Some(all.swap_remove(at))
}

struct Finder {
    room: &'static str,
    file: PathBuf,
    function: String,
    found: Vec<Mutant>,
}

impl Finder {
    fn add(&mut self, spanned: &impl Spanned, what: String, edit: Edit) {
        let Finder { room, file, function, .. } = self;
        let (file, function) = (file.clone(), function.clone());
        self.found.push(Mutant { room, file, line: spanned.span().start().line, function, what, edit });
    }

    fn function(
        &mut self,
        attributes: &[Attribute],
        signature: &Signature,
        body: &Block,
        visit: impl FnOnce(&mut Self),
    ) {
        // What is known while compiling has no environment.
        if is_for_tests(attributes) || signature.constness.is_some() {
            return;
        }
        let outer = std::mem::replace(&mut self.function, signature.ident.to_string());
        if !body.stmts.is_empty() {
            for value in values(&signature.output) {
                let what = if value.is_empty() { "returns at once".into() } else { format!("returns {value}") };
                self.add(&body.brace_token.span.open(), what, Edit::Return { body: place(body), value });
            }
        }
        visit(self);
        self.function = outer;
    }
}

impl<'a> Visit<'a> for Finder {
    fn visit_item_mod(&mut self, item: &'a syn::ItemMod) {
        if !is_for_tests(&item.attrs) {
            visit::visit_item_mod(self, item);
        }
    }

    fn visit_item_fn(&mut self, item: &'a syn::ItemFn) {
        self.function(&item.attrs, &item.sig, &item.block, |finder| visit::visit_block(finder, &item.block));
    }

    fn visit_impl_item_fn(&mut self, item: &'a syn::ImplItemFn) {
        self.function(&item.attrs, &item.sig, &item.block, |finder| visit::visit_block(finder, &item.block));
    }

    fn visit_trait_item_fn(&mut self, item: &'a syn::TraitItemFn) {
        if let Some(body) = &item.default {
            self.function(&item.attrs, &item.sig, body, |finder| visit::visit_block(finder, body));
        }
    }

    // What is a constant, a type or a pattern is not calculated when the program runs.
    fn visit_item_const(&mut self, _: &'a syn::ItemConst) {}
    fn visit_impl_item_const(&mut self, _: &'a syn::ImplItemConst) {}
    fn visit_item_static(&mut self, _: &'a syn::ItemStatic) {}
    fn visit_type(&mut self, _: &'a Type) {}
    fn visit_pat(&mut self, _: &'a syn::Pat) {}
    fn visit_generic_argument(&mut self, _: &'a syn::GenericArgument) {}

    fn visit_expr_repeat(&mut self, repeat: &'a syn::ExprRepeat) {
        self.visit_expr(&repeat.expr);
    }

    fn visit_arm(&mut self, arm: &'a syn::Arm) {
        if let Some((_, guard)) = arm.guard.as_ref().filter(|(_, guard)| !binds(guard)) {
            for holds in [true, false] {
                self.add(&**guard, format!("a guard that is {holds}"), Edit::Guard { whole: place(guard), holds });
            }
        }
        visit::visit_arm(self, arm);
    }

    fn visit_expr_binary(&mut self, binary: &'a syn::ExprBinary) {
        if !binds(&binary.left) && !binds(&binary.right) {
            let (whole, left, right) = (place(binary), place(&*binary.left), place(&*binary.right));
            for &(before, operator) in others(&binary.op) {
                let what = format!("{before} becomes {operator}");
                let edit = Edit::Operator { whole: whole.clone(), left: left.clone(), right: right.clone(), operator };
                self.add(&binary.op, what, edit);
            }
        }
        visit::visit_expr_binary(self, binary);
    }

    fn visit_expr_unary(&mut self, unary: &'a syn::ExprUnary) {
        let sign = match unary.op {
            UnOp::Not(_) => "!",
            UnOp::Neg(_) => "-",
            _ => "",
        };
        if !sign.is_empty() && !matches!(*unary.expr, Expr::Lit(_)) {
            let edit = Edit::Operand { whole: place(unary), operand: place(&*unary.expr) };
            self.add(unary, format!("without {sign}"), edit);
        }
        visit::visit_expr_unary(self, unary);
    }
}

fn place(spanned: &impl Spanned) -> Range<usize> {
    spanned.span().byte_range()
}

fn is_for_tests(attributes: &[Attribute]) -> bool {
    let names = |attribute: &Attribute, name: &str| attribute.path().is_ident(name);
    attributes.iter().any(|attribute| {
        let cfg = || attribute.meta.require_list().is_ok_and(|list| list.tokens.to_string().contains("test"));
        names(attribute, "test") || names(attribute, "cfg") && cfg()
    })
}

/// Whether names are bound by a `let` within a condition.
fn binds(expression: &Expr) -> bool {
    match expression {
        Expr::Let(_) => true,
        Expr::Binary(binary) => binds(&binary.left) || binds(&binary.right),
        _ => false,
    }
}

/// What an operator may be taken for.
fn others(operator: &BinOp) -> &'static [(&'static str, &'static str)] {
    match operator {
        BinOp::Add(_) => &[("+", "-"), ("+", "*")],
        BinOp::Sub(_) => &[("-", "+"), ("-", "/")],
        BinOp::Mul(_) => &[("*", "+"), ("*", "/")],
        BinOp::Div(_) => &[("/", "%"), ("/", "*")],
        BinOp::Rem(_) => &[("%", "/"), ("%", "+")],
        BinOp::And(_) => &[("&&", "||")],
        BinOp::Or(_) => &[("||", "&&")],
        BinOp::Eq(_) => &[("==", "!=")],
        BinOp::Ne(_) => &[("!=", "==")],
        BinOp::Lt(_) => &[("<", "<="), ("<", "=="), ("<", ">")],
        BinOp::Le(_) => &[("<=", "<"), ("<=", ">")],
        BinOp::Gt(_) => &[(">", ">="), (">", "=="), (">", "<")],
        BinOp::Ge(_) => &[(">=", ">"), (">=", "<")],
        BinOp::BitAnd(_) => &[("&", "|"), ("&", "^")],
        BinOp::BitOr(_) => &[("|", "&"), ("|", "^")],
        BinOp::BitXor(_) => &[("^", "|"), ("^", "&")],
        BinOp::Shl(_) => &[("<<", ">>")],
        BinOp::Shr(_) => &[(">>", "<<")],
        BinOp::AddAssign(_) => &[("+=", "-="), ("+=", "*=")],
        BinOp::SubAssign(_) => &[("-=", "+="), ("-=", "/=")],
        BinOp::MulAssign(_) => &[("*=", "+="), ("*=", "/=")],
        _ => &[],
    }
}

/// Plain values of what a function returns.
fn values(output: &ReturnType) -> Vec<String> {
    match output {
        ReturnType::Default => vec![String::new()],
        ReturnType::Type(_, kind) => plain(kind),
    }
}

fn plain(kind: &Type) -> Vec<String> {
    let all = |values: &[&str]| values.iter().map(|&value| value.into()).collect();
    let path = match kind {
        Type::Path(path) => path,
        Type::Tuple(tuple) if tuple.elems.is_empty() => return all(&["()"]),
        Type::Reference(reference) if reference.mutability.is_none() => match &*reference.elem {
            Type::Path(path) if path.path.is_ident("str") => return all(&["\"\"", "\"xyzzy\""]),
            Type::Slice(_) => return all(&["&[]"]),
            _ => return all(&["Box::leak(Box::new(Default::default()))"]),
        },
        Type::ImplTrait(_) | Type::Never(_) | Type::Reference(_) => return Vec::new(),
        _ => return all(&["Default::default()"]),
    };
    let Some(last) = path.path.segments.last() else { return Vec::new() };
    let first = || match &last.arguments {
        syn::PathArguments::AngleBracketed(arguments) => match arguments.args.first() {
            Some(syn::GenericArgument::Type(kind)) => plain(kind),
            _ => Vec::new(),
        },
        _ => Vec::new(),
    };
    match last.ident.to_string().as_str() {
        "bool" => all(&["true", "false"]),
        "u8" | "u16" | "u32" | "u64" | "u128" | "usize" => all(&["0", "1"]),
        "i8" | "i16" | "i32" | "i64" | "i128" | "isize" => all(&["0", "1", "-1"]),
        "f32" | "f64" => all(&["0.0", "1.0", "-1.0"]),
        "String" => all(&["String::new()", "\"xyzzy\".into()"]),
        "Option" => {
            std::iter::once("None".into()).chain(first().iter().map(|value| format!("Some({value})"))).collect()
        }
        "Result" => first().iter().map(|value| format!("Ok({value})")).collect(),
        "Vec" => all(&["Vec::new()"]),
        _ => all(&["Default::default()"]),
    }
}
