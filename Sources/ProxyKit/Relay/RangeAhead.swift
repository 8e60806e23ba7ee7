/// A range that was asked for before its turn, and what has come of it so far.
struct RangeAhead {
  let range: RangeRequest
  let sink: RangeSink
  /// In order; at most one range's worth.
  var deliveries: [RangeDelivery] = []

  init(_ range: RangeRequest, sink: RangeSink) {
    self.range = range
    self.sink = sink
  }
}
