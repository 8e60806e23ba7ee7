import Yams

/// Reads the text of a configuration file into named values that know their lines.
enum ConfigurationDocument {
  /// The entries of the mapping in `text`.
  ///
  /// - Parameters:
  ///   - text: YAML.
  ///   - file: the path that messages name.
  /// - Returns: the entries in order; none for an empty document.
  /// - Throws: where the YAML is invalid, or that it is not a mapping.
  static func entries(
    of text: String, file: String
  ) throws(ConfigurationError) -> [ConfigurationNode.Entry] {
    let origin = { (mark: Mark?) in
      ConfigurationProblem.Origin.file(file, line: mark?.line, column: mark?.column)
    }
    guard let root = try node(of: text, origin: origin) else { return [] }
    switch root.shape {
    case .mapping(let entries): return entries
    case .null: return []
    default:
      throw ConfigurationError([
        .init(root.origin, "the configuration must be lines of `key: value`, not \(root.summary)")
      ])
    }
  }

  /// The one value in `text`, as in a variable of the environment; `nil` when there is none.
  static func node(
    of text: String, from origin: ConfigurationProblem.Origin
  ) throws(ConfigurationError) -> ConfigurationNode? {
    try node(of: text, origin: { _ in origin })
  }

  private static func node(
    of text: String, origin: (Mark?) -> ConfigurationProblem.Origin
  ) throws(ConfigurationError) -> ConfigurationNode? {
    do {
      // The encoding is given since the parser would else ask the environment for one.
      guard let root = try Parser(yaml: text, encoding: .utf8).singleRoot() else { return nil }
      var budget = valueLimit
      return try convert(root, origin: origin, depth: 0, budget: &budget)
    } catch let error as ConfigurationError {
      throw error
    } catch let error as YamlError {
      throw ConfigurationError([problem(for: error, origin: origin)])
    } catch {
      throw ConfigurationError([.init(origin(nil), "the YAML can't be parsed: \(error)")])
    }
  }

  /// Aliases can make a few lines stand for billions of values, or nest them without end.
  private static let valueLimit = 20_000
  private static let depthLimit = 16

  private static func convert(
    _ node: Node, origin: (Mark?) -> ConfigurationProblem.Origin, depth: Int, budget: inout Int
  ) throws(ConfigurationError) -> ConfigurationNode {
    let place = origin(node.mark)
    budget -= 1
    guard budget >= 0, depth <= depthLimit else {
      throw ConfigurationError([
        .init(place, "too many values, or values nested too deep; check the aliases")
      ])
    }
    switch node {
    case .scalar(let scalar):
      let quoted = scalar.style != .plain && scalar.style != .any
      let isNull = !quoted && ["", "~", "null", "Null", "NULL"].contains(scalar.string)
      return ConfigurationNode(shape: isNull ? .null : .scalar(scalar.string, quoted: quoted), origin: place)
    case .sequence(let sequence):
      var items = [ConfigurationNode]()
      for item in sequence {
        items.append(try convert(item, origin: origin, depth: depth + 1, budget: &budget))
      }
      return ConfigurationNode(shape: .list(items), origin: place)
    case .mapping(let mapping):
      var entries = [ConfigurationNode.Entry]()
      for pair in mapping {
        let key = try convert(pair.key, origin: origin, depth: depth + 1, budget: &budget)
        let name = if case .scalar(let text, _) = key.shape { text } else { key.summary }
        let value = try convert(pair.value, origin: origin, depth: depth + 1, budget: &budget)
        entries.append(ConfigurationNode.Entry(key: name, origin: key.origin, value: value))
      }
      return ConfigurationNode(shape: .mapping(entries), origin: place)
    case .alias:
      // The parser puts the value in the place of its alias.
      return ConfigurationNode(shape: .null, origin: place)
    }
  }

  private static func problem(
    for error: YamlError, origin: (Mark?) -> ConfigurationProblem.Origin
  ) -> ConfigurationProblem {
    switch error {
    case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      let setting = context.map { " (\($0.text))" } ?? ""
      return .init(origin(mark), "invalid YAML: \(problem)\(setting)")
    case .reader(let problem, _, _, _):
      return .init(origin(nil), "the YAML can't be parsed: \(problem)")
    case .duplicatedKeysInMapping(let duplicates, let context):
      let names = duplicates.map(ConfigurationNode.quote).joined(separator: ", ")
      return .init(origin(context.mark), "the mapping that begins here has duplicate keys: \(names)")
    default:
      return .init(origin(nil), "the YAML can't be parsed")
    }
  }
}
