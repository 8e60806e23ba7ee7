public import TrackKit

/// A line of the answer to `GET /v1/events`; between them there are empty lines, which say that the owner lives.
public enum EventStreamLine: Sendable, Equatable, Codable {
  /// The first line: which run of the program it is, and the number of the next event in the answer.
  case opening(instance: String, next: UInt64)
  /// So many events before the next line are lost: they are too old, or the reader was too slow.
  case gap(lost: UInt64)
  /// Something happened.
  case event(ProxyEvent)

  private enum CodingKeys: String, CodingKey { case instance, next, gap, sequence, date, kind }

  /// Tells the lines apart by their keys.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    if let lost = try container.decodeIfPresent(UInt64.self, forKey: .gap) {
      self = .gap(lost: lost)
    } else if let instance = try container.decodeIfPresent(String.self, forKey: .instance) {
      self = .opening(instance: instance, next: try container.decode(UInt64.self, forKey: .next))
    } else {
      self = .event(try ProxyEvent(from: decoder))
    }
  }

  /// Writes an object: `{"instance": …, "next": …}`, `{"gap": …}`, or an event as `GET /events` of the relay has it.
  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .opening(let instance, let next):
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(instance, forKey: .instance)
      try container.encode(next, forKey: .next)
    case .gap(let lost):
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(lost, forKey: .gap)
    case .event(let event): try event.encode(to: encoder)
    }
  }
}
