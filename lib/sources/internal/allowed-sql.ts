const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/**
 * What SQL by hand may consist of: kinds of nodes and their fields, as PostgreSQL's parser names them. What is not here
 * is refused, so that a new construct of the language is refused too. Missing on purpose: INTO, locks, RECURSIVE,
 * functions in FROM, samples, `USING operator`, collations, named and variadic arguments, arrays, composite values.
 */
export const NODES = words(`
  SelectStmt ResTarget ColumnRef A_Star A_Const ParamRef TypeCast FuncCall A_Expr BoolExpr NullTest BooleanTest
  CaseExpr CaseWhen CoalesceExpr MinMaxExpr SubLink RangeVar RangeSubselect JoinExpr List SortBy WindowDef GroupingSet
  GroupingFunc CommonTableExpr String Integer
`);

export const FIELDS = words(`
  targetList fromClause whereClause groupClause groupDistinct havingClause windowClause valuesLists sortClause
  limitOffset limitCount limitOption withClause op all larg rarg distinctClause ctes ctename aliascolnames
  ctematerialized ctequery location name val fields sval ival fval boolval isnull number arg args typeName names
  typmods typemod funcname agg_order agg_filter over agg_within_group agg_star agg_distinct funcformat kind lexpr rexpr
  rexpr_list_start rexpr_list_end boolop nulltesttype booltesttype defresult expr result subLinkType testexpr operName
  subselect schemaname relname inh relpersistence alias aliasname colnames lateral subquery jointype isNatural quals
  usingClause items node sortby_dir sortby_nulls refname partitionClause orderClause frameOptions startOffset endOffset
  content
`);

/** All are in pg_catalog, change nothing and need little memory. The clock is missing: a past day stays as it was. */
export const FUNCTIONS = words(`
  sum count avg min max bool_and bool_or every stddev stddev_pop stddev_samp variance var_pop var_samp
  percentile_cont percentile_disc mode row_number rank dense_rank percent_rank cume_dist ntile lag lead
  first_value last_value nth_value
  abs ceil ceiling floor round trunc sign mod
  lower upper btrim ltrim rtrim length char_length substring left right replace split_part concat concat_ws
  position strpos starts_with
  date date_trunc date_part extract timezone make_date to_char to_date
`);

export const TYPES = words(`
  date timestamp timestamptz time interval numeric int2 int4 int8 bool text varchar bpchar
`);

export const OPERATORS = new Set([
  ...['=', '<>', '<', '>', '<=', '>=', '+', '-', '*', '/', '%', '||', '~~', '!~~', '~~*', '!~~*'],
  ...['BETWEEN', 'NOT BETWEEN', 'BETWEEN SYMMETRIC', 'NOT BETWEEN SYMMETRIC'],
]);
