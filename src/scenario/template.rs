//! The file that `new` writes: commented, complete, and right as it is.

/// The name that stands in the template where the new one goes.
const PLACE: &str = "NAME";

/// A scenario file of this name to start from: two sends that glue, and the length prefix that
/// parts them. It passes [`parse`](super::parse) if `id` is a name a scenario may have.
pub fn template(id: &str) -> String {
    include_str!("template.toml").replace(PLACE, id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Role;

    #[test]
    fn the_template_is_a_scenario() {
        let scenario = crate::scenario::parse("my-idea.toml", template("my-idea").as_bytes())
            .unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(scenario.id, "my-idea");
        let roles: Vec<Role> = scenario.cases.iter().map(|case| case.role).collect();
        assert_eq!(roles, [Role::Problem, Role::Fix]);
        assert!(!template("my-idea").contains(PLACE));
        // The words that every other text has for the header and for the fix.
        let other = ["长度头", "修复"].iter().any(|word| template("my-idea").contains(word));
        assert!(!other && template("my-idea").contains("长度前缀"));
    }

    #[test]
    fn a_name_that_cannot_be_one_is_refused_by_the_check() {
        for id in ["", "Big", "a b", "all", "-x", "\"", "a\nb"] {
            let written = template(id);
            assert!(crate::scenario::parse("x.toml", written.as_bytes()).is_err(), "{id:?}");
        }
    }
}
