/// A key of the configuration: what may be written, what it means, and where the value goes.
struct Setting: Sendable {
  /// The key, as it stands in the file.
  let key: String
  /// What is allowed, to follow "must be".
  let allowed: String
  /// What the value does, in one sentence.
  let meaning: String
  /// The value in a configuration, as the file spells it. Where no value stands for a rule, it is the rule.
  let text: @Sendable (Configuration) -> String
  /// Puts a value into a configuration, or throws a ``SettingValue/Mismatch``.
  let apply: @Sendable (inout Configuration, SettingValue) throws -> Void

  /// A key whose value is kept at `path`.
  ///
  /// - Parameters:
  ///   - rule: what holds while the configuration has no value, in Markdown.
  ///   - meaning: what the value does, in one sentence.
  init<Value>(
    _ key: String, _ path: any WritableKeyPath<Configuration, Value> & Sendable, _ type: SettingType<Value>,
    otherwise rule: String? = nil, _ meaning: String
  ) {
    self.key = key
    self.meaning = meaning
    allowed = type.allowed
    text = { rule ?? "`\(type.text($0[keyPath: path]))`" }
    apply = { $0[keyPath: path] = try type.read($1) }
  }

  /// The variable of the environment that outranks the file.
  var environmentName: String { "YTMPD_" + key.uppercased() }

  /// Settings that belong together.
  struct Group: Sendable {
    /// The heading in the documentation.
    let title: String
    /// The settings, in the order of the documentation.
    let settings: [Setting]
  }

  /// Every setting, in the order of the documentation.
  static let all = groups.flatMap(\.settings)

  /// Keys of ytmpd and of its successor that have no meaning here: a file shared with them is in order.
  static let foreign: Set<String> = [
    "auto_auth", "history", "history_reporting", "like_indicator", "liked_songs_playlist_name",
    "proxy_enabled", "radio_playlist_limit", "socket_path", "state_file", "sync_liked_songs",
  ]
}
