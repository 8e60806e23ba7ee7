import ArgumentParser

/// A command that makes this process the owner of the library, which runs the commands of other processes.
protocol OwningCommand: ParsableCommand {
  /// Runs it.
  ///
  /// - Parameter command: makes the commands of other processes ready to run in this one.
  func run(making command: @escaping OwnInstance.CommandMaking) throws
}
