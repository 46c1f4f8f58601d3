# value_size.jq: a value can be as large as a gigabyte, the server holds it in memory, and so it does with what a function makes of it,
# until the row is done. So what makes values longer is counted, and cannot repeat; what aggregates collect has no bound but
# the time, and little may be done with it.

# The arguments of which a value is made, as often as they come; constants are as long as the statement at most.
def parts: (.args // .elements // []) | map(select(is_literal | not)) | length;

def is_delimiter: .A_Const.sval | . != null and (.sval // "" | utf8bytelength <= $policy.limits.delimiter);

def is_collecting: function // "" | is_in($policy.functions.collect);

# How often one call can double a value. What a plan of it costs is bounded by the calls alone: nothing is run.
def weight($purpose):
  if .tag == "A_Expr" then if .node | is_operator(["||"]) then 1 else 0 end
  elif .tag == "RowExpr" or .tag == "A_ArrayExpr" then .node | parts | if $purpose == "run" and . > 2 then . - 1 elif . > 0 then 1 else 0 end
  elif .tag == "FuncCall" then .node
    | if function // "" | is_in($policy.functions.join) | not then 0
      elif $purpose == "explain" then 1
      elif function == "array_to_string" then 4
      else [parts - 1, 1] | max end
  else 0 end;

# Is the value of this expression what an aggregate collected? Names are the columns that are.
def is_collected($names):
  if type == "array" then any(.[]; is_collected($names))
  elif type != "object" then false
  elif .ColumnRef then .ColumnRef | column | is_in($names)
  elif .FuncCall then .FuncCall | is_collecting or ((function // "" | is_in($policy.functions.small) | not) and (.args // [] | is_collected($names)))
  elif .A_Expr then .A_Expr | (is_comparison | not) and ([.lexpr, .rexpr] | is_collected($names))
  elif .SubLink then .SubLink | (.subLinkType == "EXPR_SUBLINK" or .subLinkType == "ARRAY_SUBLINK")
    and any(.subselect.SelectStmt | branches[]; .ResTarget.val | is_collected($names))
  elif .NullTest or .BooleanTest or .BoolExpr or .A_Const then false
  else any([.[]][]; is_collected($names)) end; # of an array: libjq 1.6 leaks a key of an object that it leaves early

# The names of collected columns, which lists of names may have changed.
def collected_names:
  . as $all
  | ([.[] | .node | .alias.colnames?, .aliascolnames? | values | names[]] | unique) as $given
  | {names: null, more: []}
  | until(.names == .more; .names = .more
      | .more = (.names + [.names as $names | $all[] | select(.tag == "ResTarget") | .node | select(.val | is_collected($names)) | result_name]
          | if . == [] then [] else . + $given | unique end))
  | .names;

# What would make another value of a collected one, or of a part of it. As a text it may be shown once or twice.
def check_collected($names):
  [ .[] | .tag as $tag | .node
    | if $tag == "FuncCall" then select((is_collecting or (function // "" | is_in($policy.functions.small)) | not) and (.args // [] | is_collected($names)))
        | if function == "array_to_string" then . else refuse("what \($policy.functions.collect[0]) and the like collect can be shown, counted or compared") end
      elif $tag == "TypeCast" or $tag == "A_Indirection" then select(.arg | is_collected($names))
      elif $tag == "RowExpr" or $tag == "A_ArrayExpr" then select(.args // .elements // [] | is_collected($names))
      elif $tag == "A_Expr" then select((is_comparison | not) and ([.lexpr, .rexpr] | is_collected($names)))
        | refuse("what \($policy.functions.collect[0]) and the like collect can be shown, counted or compared")
      else empty end ]
  | if length > $policy.limits.collected then refuse("too many values are collected into larger ones") else empty end;

# Planning takes memory, too: a join of a hundred relations took a gigabyte.
def check_relations: [.[] | select(.tag == "RangeVar" or .tag == "RangeFunction" or .tag == "RangeSubselect")] | length
  | if . > $policy.limits.relations then refuse("more than \($policy.limits.relations) relations in one statement") else empty end;

def check_size($purpose):
  check_relations,
  ([.[] | weight($purpose)] | add // 0) as $joined
  | ([.[] | select(.tag == "FuncCall") | .node | select(is_collecting)] | length) as $collected
  | if $joined > $policy.limits.joined or $collected > $policy.limits.collected
    then refuse("too many values are joined or collected into larger ones")
    elif $purpose == "run" and any(.[]; .tag == "FuncCall" and (.node | (function == "string_agg" or function == "array_to_string") and (.args[1] | is_delimiter | not)))
    then refuse("a delimiter is a constant of a few letters")
    elif $joined + $collected > 0 and any(.[]; .tag == "WithClause" and .node.recursive == true)
    then refuse("WITH RECURSIVE cannot make values longer")
    elif $purpose == "run" and $collected > 0 then . as $all | collected_names as $names | $all | check_collected($names)
    else empty end;
