/// What a view hands back when it has painted itself.
struct ListPicture {
  /// What can be clicked on.
  var targets: [ScreenMap.Target] = []
  /// The rows of the list that are seen.
  var list = ScreenMap.Window()
  /// How many samples of the rate its graph shows; `nil` without a graph.
  var rateSamples: Int?
}
