import Glibc

/// The program. Its main function is synchronous on purpose: an asynchronous one would leave the main thread at
/// its first suspension, and the terminal belongs to the main thread.
@main
enum Main {
  static func main() {
    Allocator.setUp()
    OpenFileLimit.raise()
    exit(CommandRunner.run(Array(CommandLine.arguments.dropFirst())))
  }
}
