pub fn guide() -> String { String::new() }
