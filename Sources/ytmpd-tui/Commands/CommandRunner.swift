import ArgumentParser
import ConfigurationKit
import LibraryKit
import MPDKit
import TrackKit

/// Runs one command line from its words to an exit status.
enum CommandRunner {
  /// Parses `arguments`, runs the command they name, says what went wrong.
  ///
  /// - Returns: 0, or the number of a ``CommandFailure/Status``.
  static func run(_ arguments: [String]) -> Int32 {
    do {
      var command = try RootCommand.parseAsRoot(arguments)
      if OwnerParts.current == nil, let command = command as? any LibraryCommand,
        let status = try command.runByOwner(arguments)
      {
        return status
      }
      if let command = command as? any OwningCommand {
        try command.run(making: owned)
      } else {
        try command.run()
      }
      return 0
    } catch {
      return report(error, arguments)
    }
  }

  /// What is said of a first word that no command is called; `nil` for one that is, and for an option.
  static func problem(with word: String?) -> String? {
    let names = RootCommand.configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]
    guard let word, !word.hasPrefix("-"), !names.contains(word) else { return nil }
    let hint = Spelling.nearest(to: word, among: names).map { "Did you mean \($0)?" }
    return "Unknown command: \(word). \(hint ?? "`ytmpd-tui --help` lists them.")"
  }

  private static func report(_ error: any Error, _ arguments: [String]) -> Int32 {
    switch error {
    case let failure as CommandFailure:
      if !failure.sentence.isEmpty { Console.complain(failure.sentence) }
      return failure.status.rawValue
    case let error as ConfigurationError:
      for problem in error.problems { Console.complain(problem.description) }
      return CommandFailure.Status.usage.rawValue
    case let error as StoreError:
      Console.complain("\(error.path): \(error.sentence)")
      return CommandFailure.Status.failed.rawValue
    case let error as any ProxyError:
      Console.complain(error.sentence)
      return CommandFailure.Status.failed.rawValue
    case let error as MPDError:
      Console.complain(error.description)
      return CommandFailure.Status.failed.rawValue
    case is CancellationError:
      return CommandFailure.Status.interrupted.rawValue
    default:
      return reportParsing(error, arguments)
    }
  }

  /// The parser reports help and version as errors too; its own status for wrong usage is sysexits' 64.
  private static func reportParsing(_ error: any Error, _ arguments: [String]) -> Int32 {
    let message = RootCommand.fullMessage(for: error)
    switch RootCommand.exitCode(for: error) {
    case .success:
      Console.print(message)
      return 0
    case .validationFailure:
      if let problem = problem(with: arguments.first) {
        Console.complain(problem)
      } else {
        Console.note(message)
      }
      return CommandFailure.Status.usage.rawValue
    default:
      Console.complain(message)
      return CommandFailure.Status.failed.rawValue
    }
  }
}
