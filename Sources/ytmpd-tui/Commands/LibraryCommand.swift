import ArgumentParser

/// A command that works on the library: it runs in the process that owns the library, with what that one has, and alone where
/// nobody does.
protocol LibraryCommand: ParsableCommand {
  var common: CommonOptions { get }
  /// Whether it needs nobody, whoever owns the library.
  var needsNobody: Bool { get }
}

extension LibraryCommand {
  var needsNobody: Bool { false }
}

extension LibraryCommand {
  /// Runs it in the process of the library's owner.
  ///
  /// - Parameter arguments: the words of the command line.
  /// - Returns: what it ended with; `nil` when it has to work alone, which is said where it is odd.
  /// - Throws: `ConfigurationError`; ``CommandFailure`` when the owner does not do it.
  func runByOwner(_ arguments: [String]) throws -> Int32? {
    if needsNobody { return nil }
    let settings = try common.load()
    switch Owner.find(settings) {
    case .nobody: return nil
    case .unusable(let why):
      Console.complain("warning: this works alone: \(why)")
      return nil
    case .silent(let who): throw CommandFailure(who)
    case .found(let owner):
      for warning in settings.warnings { Console.complain("warning: \(warning)") }
      if let problem = owner.versionProblem("this command") { Console.complain("warning: \(problem)") }
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
extension CacheShowCommand: LibraryCommand {}
extension CacheClearCommand: LibraryCommand {}
extension CacheVerifyCommand: LibraryCommand {}
extension RemoteControlCommand: LibraryCommand {}
extension SearchCommand: LibraryCommand {}
extension RadioCommand: LibraryCommand {}
