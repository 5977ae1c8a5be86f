"""Figures drawn from the policy's own data: the decision path of the criteria and the results of the studies.

Templates call `figures.document.Figures`; what it returns is inline SVG whose colors are still token names.
`finish_figures` fills in the colors of the styles, which a publisher may set. It is all that workers need of this
package, so the view is not imported here.
"""

from __future__ import annotations

from generator.figures.finish import finish_figures

__all__ = ["finish_figures"]
