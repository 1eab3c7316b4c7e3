"""Why a file as a whole is not taken."""

from shequ_api.kit.errors import Malformed


class ColumnsUnfit(Malformed):
    """Says which columns are missing or doubled."""

    code, title = "import_columns_unfit", "表头不符合要求，请参照模板"


class NoLines(Malformed):
    code, title = "import_without_lines", "文件里没有数据行"
