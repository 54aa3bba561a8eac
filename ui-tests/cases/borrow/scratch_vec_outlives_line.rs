//! What borrows from a line ends with the line.

use pool_runtime::collections::Scratch;

fn main() {
    let mut scratch = Scratch::new();
    let mut fields = scratch.vec::<&str>();
    for number in 0..3 {
        let line = format!("{number},a,b");
        fields.extend(line.split(','));
    }
    println!("{fields:?}");
}
