import CFriBidi

/// The order in which text with parts written from right to left is seen (Unicode Standard Annex 9), by GNU FriBidi.
enum VisualOrder {
  /// The places of the characters as they are seen from the left; `nil` when there is no memory for it.
  static func places(_ text: [Unicode.Scalar]) -> [Int]? {
    let values = text.map(\.value)
    var places = [Int32](repeating: 0, count: values.count)
    guard cfribidi_visual_order(values, Int32(values.count), &places) != 0 else { return nil }
    return places.map(Int.init)
  }
}
