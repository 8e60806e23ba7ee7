/// What goes over the wire for one request, in order; made by ``Manners``, played by a connection.
struct Answer: Equatable {
  /// A field of the head.
  struct Field: Equatable {
    var name: String
    var value: String

    init(_ name: String, _ value: some CustomStringConvertible) {
      self.name = name
      self.value = value.description
    }
  }

  /// Bytes that come in portions instead of as fast as the client takes them.
  struct Rhythm: Equatable {
    var bytes: Int
    var every: Duration
  }

  /// One act of the connection.
  enum Step: Equatable {
    /// Nothing for so long.
    case wait(Duration)
    /// Nothing any more, until the client leaves.
    case waitForever
    /// The status line and the fields.
    case head(Int, [Field])
    /// A part of the asset; a range past its end is filled with zero bytes.
    case asset(Range<Int64>, Rhythm? = nil)
    /// These bytes.
    case text(String)
    /// The connection stays open for the next request.
    case keepAlive
    /// The connection is closed in good order once everything is sent.
    case close(Cut)
    /// The connection is reset.
    case reset
  }

  /// Whether the end of a connection is the end of the answer.
  enum Cut: Equatable {
    /// The close belongs to the answer.
    case complete
    /// The close comes before the promised end.
    case short
  }

  var steps: [Step]

  init(_ steps: Step...) { self.steps = steps }
  init(_ steps: [Step]) { self.steps = steps }

  /// An answer without a body.
  static func empty(_ status: Int, _ fields: [Field] = []) -> Answer {
    Answer(.head(status, fields + [Field("Content-Length", 0)]), .keepAlive)
  }
}
