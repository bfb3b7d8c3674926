//! What a statement will do, read of the program that SQLite has made of it.

use super::super::row::Storage;
use super::Record;
use super::batch::Batch;

/// Instructions that do something and go on with the next one, or end the statement.
const STEPS: [&str; 58] = [
    "Add",
    "Affinity",
    "And",
    "BitAnd",
    "BitNot",
    "BitOr",
    "Blob",
    "Cast",
    "Close",
    "CollSeq",
    "Column",
    "Concat",
    "Copy",
    "DeferredSeek",
    "Delete",
    "Divide",
    "Explain",
    "FinishSeek",
    "FkCheck",
    "FkCounter",
    "Function",
    "Halt",
    "HaltIfNull",
    "IdxDelete",
    "IdxInsert",
    "IdxRowid",
    "Insert",
    "Int64",
    "IntCopy",
    "Integer",
    "MakeRecord",
    "Move",
    "Multiply",
    "NewRowid",
    "Noop",
    "Not",
    "Null",
    "OpenEphemeral",
    "OpenRead",
    "OpenWrite",
    "Or",
    "PureFunc",
    "Real",
    "RealAffinity",
    "Remainder",
    "ReopenIdx",
    "ResultRow",
    "Rowid",
    "SCopy",
    "Sequence",
    "ShiftLeft",
    "ShiftRight",
    "SoftNull",
    "String8",
    "Subtract",
    "Transaction",
    "TypeCheck",
    "Variable",
];

/// Instructions that go on with the next one or with the one that their second operand says.
const JUMPS: [&str; 29] = [
    "Eq",
    "FkIfZero",
    "Found",
    "Ge",
    "Goto",
    "Gt",
    "IdxGE",
    "IdxGT",
    "IdxLE",
    "IdxLT",
    "If",
    "IfNot",
    "Init",
    "IsNull",
    "IsTrue",
    "Le",
    "Lt",
    "MustBeInt",
    "Ne",
    "NoConflict",
    "NotExists",
    "NotFound",
    "NotNull",
    "Once",
    "Rewind",
    "SeekGE",
    "SeekGT",
    "SeekRowid",
    "ZeroOrNull",
];

/// Whether each instruction of a program is run once at most, so that it takes no longer the more there is in the database.
///
/// Such is a change to the row that has a key, unless other rows hang on that one: triggers and actions of foreign keys are programs
/// of their own, and rows that refer to it are counted in a loop. The rows that `RETURNING` gives are gathered first and given in
/// a loop, which is no longer than what has gathered them.
///
/// The program is what `EXPLAIN` gives, [described](https://www.sqlite.org/opcode.html) by SQLite, where what an instruction is called
/// may differ from release to release; one that is not known here is taken for a long one.
pub(super) fn is_straight(program: &Batch) -> bool {
    let instructions: Option<Vec<_>> = (0..program.rows())
        .map(|row| Instruction::read(program.record(row)))
        .collect();
    instructions.is_some_and(|instructions| {
        let gathers = |cursor| {
            let mut opened = instructions
                .iter()
                .filter(|one| one.name == "OpenEphemeral");
            opened.any(|one| one.operands.0 == cursor)
        };
        let last = instructions.len().saturating_sub(1);
        instructions
            .iter()
            .enumerate()
            .all(|(at, one)| match one.name {
                "Next" => gathers(one.operands.0),
                // The program begins with its end, where it is made ready, and then goes on behind its beginning.
                "Goto" if at == last => one.operands.1 == 1,
                name if JUMPS.binary_search(&name).is_ok() => one.goes_ahead(at),
                name => STEPS.binary_search(&name).is_ok(),
            })
    })
}

/// One line of what `EXPLAIN` gives.
struct Instruction<'p> {
    name: &'p str,
    /// The first two of its operands.
    operands: (i64, i64),
}

impl<'p> Instruction<'p> {
    fn read(line: Record<'p>) -> Option<Self> {
        let number = |position| match line.value(position) {
            Ok(Storage::Integer(number)) => Some(number),
            _ => None,
        };
        let Ok(Storage::Text(name)) = line.value(1) else {
            return None;
        };
        Some(Instruction {
            name,
            operands: (number(2)?, number(3)?),
        })
    }

    /// Whether the instruction that is next cannot be an earlier one; zero is none.
    fn goes_ahead(&self, at: usize) -> bool {
        let next = self.operands.1;
        next == 0 || usize::try_from(next).is_ok_and(|next| next > at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instructions_are_found_by_halves() {
        assert!(STEPS.is_sorted() && JUMPS.is_sorted());
    }
}
