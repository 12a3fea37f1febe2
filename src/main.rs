//! The program: see the library.

fn main() -> std::process::ExitCode {
    stickydemo::cli::main()
}
