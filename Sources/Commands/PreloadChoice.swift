/// Which modules a fork server for one known block imports.
enum PreloadChoice {
  /// Leaves the library set out where the code names none of it; a wrong guess only costs the import.
  ///
  /// - Parameters:
  ///   - code: The block.
  ///   - preload: The profile's list.
  /// - Returns: The list, or what of it belongs to the standard library.
  static func modules(for code: [UInt8], of preload: [String]) -> [String] {
    let text = String(decoding: code, as: UTF8.self)
    let words = Set(text.split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init))
    return libraries.isDisjoint(with: words) ? preload.filter { !libraries.contains(top(of: $0)) } : preload
  }

  private static func top(of module: String) -> String {
    String(module.prefix { $0 != "." })
  }

  private static let libraries: Set<String> = [
    "PIL", "altair", "chess", "cv2", "joblib", "matplotlib", "mpmath", "numpy", "pandas", "pdfminer", "reportlab",
    "scipy", "seaborn", "sklearn", "statsmodels", "striprtf", "sympy", "tabulate",
  ]
}
