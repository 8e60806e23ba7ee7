import ArgumentParser
import ControlKit
import Dispatch

/// A command that works on the library: it runs in the process that owns the library, with what that one has, and alone where
/// nobody does.
protocol LibraryCommand: ParsableCommand {
  var common: CommonOptions { get }
}

extension LibraryCommand {
  /// Runs it in the process of the library's owner.
  ///
  /// - Parameter arguments: the words of the command line.
  /// - Returns: what it ended with; `nil` when it has to work alone, which is said where it is odd.
  /// - Throws: `ConfigurationError`; ``CommandFailure`` when the owner does not do it.
  func runByOwner(_ arguments: [String]) throws -> Int32? {
    let settings = try common.load()
    switch Owner.find(settings) {
    case .nobody: return nil
    case .unusable(let why):
      Console.complain("warning: this works alone: \(why)")
      return nil
    case .silent(let who): throw CommandFailure(who)
    case .found(let owner):
      for warning in settings.warnings { Console.complain("warning: \(warning)") }
      return try RemoteCommand.run(arguments, by: owner)
    }
  }
}

extension AddCommand: LibraryCommand {}
extension TracksCommand: LibraryCommand {}
extension PlaylistsCommand: LibraryCommand {}
extension SyncCommand: LibraryCommand {}
extension RefreshCommand: LibraryCommand {}
extension PushCommand: LibraryCommand {}
extension ExportCommand: LibraryCommand {}
extension KeepCommand: LibraryCommand {}
extension UnkeepCommand: LibraryCommand {}
extension SearchCommand: LibraryCommand {}
extension RadioCommand: LibraryCommand {}

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
