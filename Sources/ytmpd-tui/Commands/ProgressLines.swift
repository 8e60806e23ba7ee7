import ProxyKit

/// How far work has come, on standard error.
struct ProgressLines: Sendable {
  /// How many pieces there are.
  let total: Int

  /// Says that a piece is done.
  func done(_ number: Int, _ id: VideoID, _ result: Result<Track, URLRefreshError>) {
    Console.note(line(number, id, result))
  }

  /// The line for a piece: `[ 3/20] Artist - Title`.
  func line(_ number: Int, _ id: VideoID, _ result: Result<Track, URLRefreshError>) -> String {
    let width = String(total).count
    let counted = String(repeating: " ", count: max(0, width - String(number).count)) + String(number)
    switch result {
    case .success(let track): return "[\(counted)/\(total)] \(TerminalText.clean(track.displayName))"
    case .failure(let error): return "[\(counted)/\(total)] \(id): \(TerminalText.clean(error.sentence))"
    }
  }
}
