import TrackKit

/// The target of a request: its path behind the version, and its query.
struct ControlTarget: Sendable, Equatable {
  /// The path behind the version, such as `/status`; `nil` where the version is another, or missing.
  let path: String?
  /// The names and values of the query, decoded; of several with one name the last counts.
  let query: [String: String]

  private let whole: String

  init(_ target: String) {
    let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    whole = String(parts[0])
    path = whole.hasPrefix(ControlAPI.prefix + "/") ? String(whole.dropFirst(ControlAPI.prefix.count)) : nil
    var query: [String: String] = [:]
    for pair in parts.count > 1 ? parts[1].split(separator: "&") : [] {
      let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      query[PercentEncoding.decoded(halves[0]) ?? halves[0]] =
        halves.count > 1 ? PercentEncoding.decoded(halves[1]) ?? halves[1] : ""
    }
    self.query = query
  }

  /// A number of the query, `nil` where it is not there.
  func number(_ name: String) throws(ControlProblem) -> UInt64? {
    guard let text = query[name] else { return nil }
    guard let number = UInt64(text) else { throw ControlProblem(400, "\(name) is not a number from 0 on") }
    return number
  }

  /// What to say when nothing is there.
  var problem: ControlProblem {
    let word = whole.dropFirst().prefix { $0 != "/" }
    if path == nil, word.first == "v", word.dropFirst().allSatisfy(\.isNumber), word.count > 1 {
      return ControlProblem(
        404,
        "version \(word.dropFirst()) of this interface is not spoken here; version \(ControlAPI.version) is")
    }
    return ControlProblem(404, "nothing is here; docs/control-api.md lists what there is")
  }
}
