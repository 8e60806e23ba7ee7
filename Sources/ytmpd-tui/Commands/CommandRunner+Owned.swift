import ArgumentParser
import ControlKit
import Dispatch

extension CommandRunner {
  /// Makes a client's command ready to run in this process, which owns the library.
  ///
  /// - Throws: `ControlProblem` for what is no command on the library.
  static func owned(
    _ request: CommandRequest, by parts: OwnerParts, emit: @escaping @Sendable (CommandOutput) -> Void
  ) throws(ControlProblem) -> OwnedCommand {
    let (arguments, cancellation) = (request.arguments, RemoteCancellation())
    // What can't be read is answered as at a command line.
    if let command = try? RootCommand.parseAsRoot(arguments), !(command is any LibraryCommand) {
      let name = arguments.first { !$0.hasPrefix("-") } ?? "the dashboard"
      throw ControlProblem(403, "\(name) does not run in the owner's process; commands on the library do")
    }
    let console = Console(isWatched: request.isWatched, columns: request.columns) { text, stream in
      emit(stream == .output ? .output(text) : .errors(text))
    }
    return OwnedCommand(
      run: {
        await withCheckedContinuation { continuation in
          // Commands block; each has a thread, and there are not many.
          DispatchQueue(label: "command").async {
            let status = Console.$current.withValue(console) {
              OwnerParts.$current.withValue(parts) {
                RemoteCancellation.$current.withValue(cancellation) { run(arguments) }
              }
            }
            continuation.resume(returning: status)
          }
        }
      }, cancel: { cancellation.cancel() })
  }
}
